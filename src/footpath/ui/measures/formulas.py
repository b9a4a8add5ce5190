"""Names and formulas of the metrics, as hovering shows them."""

from __future__ import annotations

RATES = {
    "play_rate": ("Play rate", "sessions with a play ÷ with an impression or a play"),
    "play_rate_chosen": ("Play rate, chosen", "the play rate of sessions that do not start by themselves"),
    "play_rate_autoplay": ("Play rate, autoplay", "the play rate of sessions that start by themselves"),
    "revisit_rate": ("Revisit rate", "viewers with two or more played sessions ÷ viewers who played"),
    "completion_rate": ("Completion rate", "played that reached an ending ÷ played"),
    "replay_rate": ("Replay rate", "sessions that watched any moment twice ÷ played"),
    "engagement_rate": ("Engagement rate", "played with at least one interaction ÷ played"),
    "bounce_rate": ("Bounce rate", "interacted, and no engagement or conversion after the first ÷ interacted"),
    "ctr": ("CTR of the piece", "sessions that used any call to action or link ÷ exposed to any"),
    "action_rate": ("Action rate", "with a conversion ÷ with an interaction"),
    "conversion_rate": ("Conversion rate", "with a conversion ÷ played"),
    "false_click_rate": ("False-click rate", "false clicks ÷ clicks with a position"),
}
MEANS = {
    "watch_time": ("Watch time", " s", 1.0, "watched intervals of a session, added up; of sessions that played"),
    "share_watched": ("Share watched", " %", 100.0, "distinct media time watched ÷ the length of the scenes visited"),
    "first_interaction": ("First interaction after", " s", 1.0, "watched seconds before the first interaction"),
}
SECTIONS = (
    ("Reach", ("play_rate", "play_rate_chosen", "play_rate_autoplay", "revisit_rate")),
    ("Attention", ("watch_time", "share_watched", "completion_rate", "replay_rate")),
    ("Interaction", ("engagement_rate", "first_interaction", "ctr", "false_click_rate")),
    ("Outcome", ("conversion_rate", "action_rate", "bounce_rate")),
)
CLASSES = (
    ("hit", "Hits", "inside the boundary of an active element"),
    ("near_miss", "Near misses", "close to an active element, or just before or after its life"),
    ("false", "False clicks", "in the picture, and none of the others"),
    ("control", "Control clicks", "outside the picture, or followed at once by play, pause or seek"),
    ("beside", "Beside the picture", "without a position"),
)


def metric_label(name: str, labels: dict[str, str]) -> str:
    """A compared metric's name in words; `labels` are those of the elements, by id."""
    head, _, rest = name.partition("/")
    if head in RATES:
        return RATES[head][0]
    if head in MEANS:
        return MEANS[head][0]
    words = PARTS.get(head)
    if words is None:
        return name
    first, _, last = rest.partition("/")
    return words.format(element=labels.get(rest, labels.get(first, first)), rest=rest, last=last or first)


PARTS = {
    "element_ctr": "CTR of “{element}”",
    "interaction_by_kind": "Interaction with any {rest}",
    "conversion_by_depth": "Conversion at depth {rest}",
    "ctr_by_time": "CTR of calls from {last} s",
    "attention_bands": "CTR of calls, {last}",
    "answers": "“{element}”: {last}",
    "answers_right": "“{element}”: right",
    "share_of_clicks": "Share of clicks of “{element}”",
    "first_click_after": "First click after, “{element}”",
    "feedback_rating": "Rating",
}
