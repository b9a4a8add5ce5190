"""The branch-path Sankey as SVG, on a light ground."""

from __future__ import annotations

from collections.abc import Mapping

from footpath.export.html_text import number, percent
from footpath.export.xml_text import attributes, text
from footpath.model.results import PathGraph
from footpath.render.colours import ACCEPTED, CHOSEN, DEFAULT_BRANCH, EXIT
from footpath.render.sankey_layout import PlacedLink, PlacedNode, SankeyLayout, layout
from footpath.render.sankey_shown import fold_small

WIDTH, HEIGHT, LABELS = 1060.0, 430.0, 110.0
LEAST_SHARE = 0.005
LEAST_LABELLED_PX = 9.0
NODE = "#4A5560"
CONTINUED = "#7C8794"
ENDS = {"exit": EXIT, "completed": ACCEPTED, "censored": DEFAULT_BRANCH, "other": DEFAULT_BRANCH}
WORDS = {"exit": "▼ left", "completed": "completed", "censored": "record stops", "other": "rare branches"}


def sankey_svg(graph: PathGraph, labels: Mapping[str, str]) -> str:
    """`labels` by scene id. Scenes of a step with under 0.5 % of the sessions stand together as rare branches."""
    placed = layout(fold_small(graph, round(graph.sessions * LEAST_SHARE)), WIDTH - LABELS, HEIGHT, padding=14)
    ends = {p.node.id: ENDS[p.node.kind] for p in placed.nodes if p.node.kind in ENDS}
    names = {p.node.id: _name(p, labels) for p in placed.nodes}
    bands = "".join(_band(link, ends, names) for link in placed.links)
    nodes = "".join(_node(p, names[p.node.id], placed) for p in placed.nodes)
    size = attributes(xmlns="http://www.w3.org/2000/svg", viewBox=f"-4 -8 {WIDTH + 8:g} {HEIGHT + 16:g}", role="img")
    return f"<svg{size}><title>Paths through the branches</title>{bands}{nodes}</svg>"


def _name(placed: PlacedNode, labels: Mapping[str, str]) -> str:
    scene = placed.node.scene_id
    return WORDS.get(placed.node.kind, placed.node.kind) if scene is None else labels.get(scene, scene)


def _band(link: PlacedLink, ends: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A ribbon; the lower part, grey, is what went by default."""
    share = link.link.by_default / link.link.sessions if link.link.sessions else 0.0
    thick = max(link.thickness, 0.6)
    colour = ends.get(link.link.target) or (CHOSEN if link.link.chosen else CONTINUED)
    parts = [_ribbon(link, 0.0, thick * (1 - share), colour, 0.42)] if share < 1 else []
    if share:
        parts.append(_ribbon(link, thick * (1 - share), thick, DEFAULT_BRANCH, 0.5))
    said = (
        f"{names[link.link.source]} → {names[link.link.target]}: {number(link.link.sessions)} sessions, "
        f"{number(link.link.chosen)} chosen, {number(link.link.by_default)} by default"
    )
    return f"<g><title>{text(said)}</title>{''.join(parts)}</g>"


def _ribbon(link: PlacedLink, low: float, high: float, colour: str, opacity: float) -> str:
    middle = (link.x0 + link.x1) / 2
    left, right = (link.y0 + low, link.y0 + high), (link.y1 + low, link.y1 + high)
    path = (
        f"M{link.x0:.1f} {left[0]:.2f}C{middle:.1f} {left[0]:.2f} {middle:.1f} {right[0]:.2f} {link.x1:.1f} "
        f"{right[0]:.2f}V{right[1]:.2f}C{middle:.1f} {right[1]:.2f} {middle:.1f} {left[1]:.2f} {link.x0:.1f} "
        f"{left[1]:.2f}Z"
    )
    return f"<path{attributes(d=path, fill=colour, fill_opacity=opacity)}/>"


def _node(placed: PlacedNode, name: str, whole: SankeyLayout) -> str:
    height = max(placed.y1 - placed.y0, 1.0)
    box = attributes(
        x=f"{placed.x0:.1f}", y=f"{placed.y0:.2f}", width=f"{placed.x1 - placed.x0:.1f}", height=f"{height:.2f}",
        fill=ENDS.get(placed.node.kind, NODE),
    )  # fmt: skip
    total = sum(p.node.sessions for p in whole.nodes if p.node.step == 0)
    share = percent(placed.node.sessions / total) if total else ""
    said = f"{name}: {number(placed.node.sessions)} sessions ({share})"
    label = _label(placed, name, height) if height >= LEAST_LABELLED_PX else ""
    return f"<g><title>{text(said)}</title><rect{box}/>{label}</g>"


def _label(placed: PlacedNode, name: str, height: float) -> str:
    x, y = placed.x1 + 4, placed.y0 + height / 2 + 3.5
    short = name if len(name) <= 15 else f"{name[:14]}…"
    if height < 24:
        return f'<text class="l"{attributes(x=f"{x:.1f}", y=f"{y:.1f}")}>{text(short)}</text>'
    upper = f'<text class="l"{attributes(x=f"{x:.1f}", y=f"{y - 5:.1f}")}>{text(short)}</text>'
    count = number(placed.node.sessions)
    return upper + f'<text class="n"{attributes(x=f"{x:.1f}", y=f"{y + 7:.1f}")}>{count}</text>'
