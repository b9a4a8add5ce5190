"""Names and formulas of the metrics, as a report prints them."""

from __future__ import annotations

RATES = (
    ("play_rate", "Play rate", "sessions with a play ÷ with an impression or a play"),
    ("play_rate_chosen", "Play rate, chosen", "the same, of sessions that do not start by themselves"),
    ("play_rate_autoplay", "Play rate, autoplay", "the same, of sessions that start by themselves"),
    ("engagement_rate", "Engagement rate", "played with at least one interaction ÷ played"),
    ("completion_rate", "Completion rate", "played that reached an ending ÷ played"),
    ("bounce_rate", "Bounce rate", "interacted, and no engagement or conversion after the first ÷ interacted"),
    ("ctr", "CTR of the piece", "sessions that used any call to action or link ÷ exposed to any"),
    ("action_rate", "Action rate", "with a conversion ÷ with an interaction"),
    ("conversion_rate", "Conversion rate", "with a conversion ÷ played"),
    ("false_click_rate", "False-click rate", "false clicks ÷ clicks with a position"),
    ("replay_rate", "Replay rate", "sessions that watched any moment twice ÷ played"),
    ("revisit_rate", "Revisit rate", "viewers with two or more played sessions ÷ viewers who played"),
)
SUMMARIES = (
    ("watch_time", "Watch time", 1.0, "s"),
    ("first_interaction", "Watched before the first interaction", 1.0, "s"),
    ("share_watched", "Share watched of the scenes visited", 100.0, "%"),
)
CLASSES = (
    ("hit", "hits"), ("control", "control clicks"), ("near_miss", "near misses"), ("false", "false clicks"),
    ("beside", "beside the picture"),
)  # fmt: skip
METHOD = (
    "A session is one viewing; a viewer a person or device. Rates count sessions unless they say viewers.",
    "Every rate stands with its numerator and denominator; its interval is Wilson's at 95 % (Wilson 1927).",
    (
        "A click is classed by the first that fits: hit (inside an active boundary), control (outside the picture, or "
        "followed at once by play, pause or seek), near miss (close to an active boundary, or just before or after "
        "its life), false. A click without a position is beside the picture."
    ),
    (
        "A candidate is a region in space and time where significantly more viewers clicked in vain than its "
        "surroundings explain; p is local, q is after correction for everything tested (false discovery rate)."
    ),
    (
        "A drop-off point is a stretch that significantly more sessions left for good than its surroundings explain. "
        "Survival is Kaplan and Meier's (1958), its interval Greenwood's (1926) on the log-log scale."
    ),
)
