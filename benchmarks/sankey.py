"""The Sankey's layout against d3-sankey's on the same graphs: `python benchmarks/sankey.py [--toy] [--d3 FOLDER]`.

FOLDER is one in which `npm install d3-sankey` was run; without it (or without node) the comparison is left out, and
said so.
Both lay out the same nodes in the same columns; crossings are counted here, from the order both end with.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from footpath.model.results import PathGraph, PathLink, PathNode
from footpath.render.sankey_layout import SankeyLayout, layout
from footpath.render.sankey_order import crossings

LIMIT_S, RUNS = 0.05, 5
WIDTH, HEIGHT, PADDING = 1600.0, 900.0, 4.0
SCRIPT = """
const {sankey, sankeyLeft} = require('d3-sankey');
const g = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const times = [];
let out;
for (let k = 0; k < 5; k++) {
  const nodes = g.nodes.map(id => ({id})), links = g.links.map(([source, target, value]) => ({source, target, value}));
  const t = process.hrtime.bigint();
  out = sankey().nodeId(d => d.id).nodeAlign(sankeyLeft).nodeWidth(12).nodePadding(4).size([1600, 900])({nodes, links});
  times.push(Number(process.hrtime.bigint() - t) / 1e9);
}
console.log(JSON.stringify({times, nodes: out.nodes.map(n => [n.id, n.layer, n.y0])}));
"""


def made_graph(scenes: int, links: int, columns: int, seed: int) -> PathGraph:
    """A story of `scenes` nodes in columns, each but the first reached; few branches carry most sessions."""
    dice = random.Random(seed)
    rows = [[f"{c}/s{c}_{i}" for i in range(scenes // columns)] for c in range(columns)]
    pairs = {}
    for c in range(columns - 1):
        for target in rows[c + 1]:
            pairs[dice.choice(rows[c]), target] = 1
        while len(pairs) < links * (c + 1) // (columns - 1):
            pairs[dice.choice(rows[c]), dice.choice(rows[c + 1])] = 1
    bands = tuple(PathLink(a, b, int(1 + dice.paretovariate(1.1)), 0, 0) for a, b in pairs)
    into: dict[str, int] = {}
    for band in bands:
        for name, side in ((band.source, 0), (band.target, 1)):
            into[f"{side}{name}"] = into.get(f"{side}{name}", 0) + band.sessions
    nodes = tuple(
        PathNode(name, "scene", name, c, max(into.get(f"0{name}", 0), into.get(f"1{name}", 0), 1))
        for c, row in enumerate(rows)
        for name in row
    )
    return PathGraph(nodes, bands, 1)


def our_columns(placed: SankeyLayout) -> list[list[str]]:
    columns: dict[int, list[tuple[float, str]]] = {}
    for node in placed.nodes:
        columns.setdefault(node.node.step, []).append((node.y0, node.node.id))
    return [[name for _, name in sorted(columns[c])] for c in sorted(columns)]


def theirs(graph: PathGraph, folder: Path) -> tuple[float, list[list[str]]]:
    """Median seconds and columns of d3-sankey."""
    wish = {"nodes": [n.id for n in graph.nodes], "links": [(x.source, x.target, x.sessions) for x in graph.links]}
    told = subprocess.run(
        ["node", "-e", SCRIPT], input=json.dumps(wish), capture_output=True, text=True, check=True, cwd=folder,
        timeout=60,
    )  # fmt: skip
    answer = json.loads(told.stdout)
    columns: dict[int, list[tuple[float, str]]] = {}
    for name, layer, y in answer["nodes"]:
        columns.setdefault(layer, []).append((y, name))
    return statistics.median(answer["times"]), [[name for _, name in sorted(columns[c])] for c in sorted(columns)]


def unweighted(graph: PathGraph) -> tuple[PathLink, ...]:
    return tuple(PathLink(x.source, x.target, 1, 0, 0) for x in graph.links)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    parser.add_argument("--d3", type=Path, default=Path(), metavar="FOLDER")
    options = parser.parse_args()
    sizes = [(30, 60, 5)] if options.toy else [(250, 2000, 5), (250, 2000, 10), (250, 2000, 25)]
    peer = shutil.which("node") is not None and (options.d3 / "node_modules" / "d3-sankey").is_dir()
    if not peer:
        print("d3-sankey left out: needs node, and --d3 FOLDER in which `npm install d3-sankey` was run")
    for scenes, links, columns in sizes:
        graph, times = made_graph(scenes, links, columns, seed=columns), []
        for _ in range(RUNS):
            start = time.perf_counter()
            placed = layout(graph, WIDTH, HEIGHT, padding=PADDING)
            times.append(time.perf_counter() - start)
        took, what = statistics.median(times), f"{scenes} scenes, {len(graph.links)} links, {columns} columns"
        print(f"{what}: layout {took:.4f} s   limit {LIMIT_S:.3f} s   ratio {took / LIMIT_S:.2f}")
        if peer:
            d3_s, order = theirs(graph, options.d3)
            for name, bands in (("weighted", graph.links), ("plain", unweighted(graph))):
                ours, other = crossings(bands, our_columns(placed)), crossings(bands, order)
                print(f"  {name} crossings {ours:.0f}   d3-sankey {other:.0f}   ratio {ours / max(other, 1):.3f}")
            print(f"  seconds {took:.4f}   d3-sankey {d3_s:.4f}   ratio {took / d3_s:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
