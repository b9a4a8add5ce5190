"""Every threshold and rule that a number depends on; printed with the numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults are those of the product's definitions; units are in the names."""

    near_miss_width_share: float = 44 / 1280
    near_miss_before_s: float = 1.0
    near_miss_after_s: float = 1.0
    control_click_ms: int = 300
    rage_clicks: int = 3
    rage_gap_ms: int = 1000
    rage_distance_px: float = 30.0
    reference_width_px: float = 1280.0
    ending_tail_s: float = 2.0
    retention_bin_s: float = 1.0
    ctr_bin_s: float = 5.0
    heat_window_s: float = 1.0
    heat_bandwidth_px: float = 24.0
    target_size_px: float = 44.0
    touch_devices: tuple[str, ...] = ("mobile", "tablet", "phone", "smartphone", "touch")
    few_sessions: int = 30
    drop_off_fdr: float = 0.05
    compare_fdr: float = 0.05
    finding_fdr: float = 0.05
    candidate_fdr: float = 0.01
    candidate_viewers: int = 5
    late_early_s: float = 10.0
    attention_bands: tuple[tuple[str, float], ...] = (
        ("Hook", 0.0),
        ("Problem", 8.0),
        ("Solution", 20.0),
        ("Proof", 35.0),
        ("Action", 50.0),
    )
