"""What the Sankey says of its nodes and bands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def matching(nodes: Iterable[PathNode], text: str, story: Story | None) -> list[PathNode]:
    """Those whose name or id holds the text, which is in small letters; none for an empty one."""
    return [n for n in nodes if text and text in f"{name_of(n, story)}\n{n.scene_id or ''}".lower()]


def words_of(thing: PlacedNode | PlacedLink, called: str, total: int, *, folded: bool) -> str:
    """Its name, and its share of the `total` sessions; of a band how they went on, too.

    Folded, visits are counted, which are no share of the sessions: some come again.
    """
    sessions = thing.node.sessions if isinstance(thing, PlacedNode) else thing.link.sessions
    count = f"{number(sessions)} visits" if folded else f"{_share(sessions, total)} sessions"
    if isinstance(thing, PlacedNode):
        return f"{title_of(thing.node, called, folded=folded)}\n{count}"
    return f"{called}\n{count}\n{_how(thing.link)}"


def title_of(node: PathNode, called: str, *, folded: bool) -> str:
    """A node's name, and which step it is where that is told apart."""
    return called if folded else f"{called}, step {node.step + 1}"


def rows_of(links: Iterable[PathLink], names: Mapping[str, str]) -> list[list[str]]:
    """Bands as rows: from, to, sessions, chosen, by default, continued; `names` by node id."""
    return [
        [names[x.source], names[x.target], *map(str, (x.sessions, x.chosen, x.by_default, _continued(x)))]
        for x in links
    ]


def _continued(link: PathLink) -> int:
    return link.sessions - link.chosen - link.by_default


def _how(link: PathLink) -> str:
    parts = (
        (link.chosen, "chosen"), (link.by_default, "by default"), (_continued(link), "continued without a choice"),
    )  # fmt: skip
    return "\n".join(f"{_share(n, link.sessions)} {word}" for n, word in parts)


def _share(n: int, of: int) -> str:
    return f"{number(n)} of {number(of)} ({n / of:.1%})" if of else f"{number(n)}"
