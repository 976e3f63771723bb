"""What one board decides otherwise than another: settings, words and limits, with who chose each."""

from itnamnd_xl.policy.load import PolicyError, load_policy
from itnamnd_xl.policy.model import Limits, Policy, Settings, Words

__all__ = ["Limits", "Policy", "PolicyError", "Settings", "Words", "load_policy"]
