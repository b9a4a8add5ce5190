"""What the Sankey says of its nodes and bands."""

from __future__ import annotations

from footpath.model.place import END_WORDS
from footpath.model.results import PathLink, PathNode
from footpath.model.story import Story
from footpath.render.sankey_layout import PlacedLink, PlacedNode
from footpath.ui.wording import number

ENDS = {**END_WORDS, "exit": "▼ left", "other": "rare branches"}


def name_of(node: PathNode, story: Story | None) -> str:
    """A scene by its label; an end, or the rare branches, by a word of ours."""
    if node.scene_id is None or story is None:
        return ENDS.get(node.kind, node.kind)
    return story.scenes[story.scene_index[node.scene_id]].label or node.scene_id


def words_of(thing: PlacedNode | PlacedLink, called: str, total: int, *, folded: bool) -> str:
    """Its name, and its share of the `total` sessions; of a band how they went on, too."""
    what = "visits" if folded else "sessions"
    if isinstance(thing, PlacedNode):
        where = "" if folded else f", step {thing.node.step + 1}"
        return f"{called}{where}\n{_share(thing.node.sessions, total)} {what}"
    return f"{called}\n{_share(thing.link.sessions, total)} {what}\n{_how(thing.link)}"


def _how(link: PathLink) -> str:
    continued = link.sessions - link.chosen - link.by_default
    parts = ((link.chosen, "chosen"), (link.by_default, "by default"), (continued, "continued without a choice"))
    return "\n".join(f"{_share(n, link.sessions)} {word}" for n, word in parts)


def _share(n: int, of: int) -> str:
    return f"{number(n)} of {number(of)} ({n / of:.1%})" if of else f"{number(n)}"
