// Draws the charts declared by `khue.core.web.charts`; their numbers stand in the table below each picture.
"use strict";

window.khueCharts = (() => {
  const drawn = new Map();

  // Reads the colours of the theme in force from the style sheet, through a probe (custom properties hold both sides).
  function colours(place) {
    const probe = document.createElement("span");
    place.append(probe);
    const read = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const names = ["ink", "faint", "line", "surface", "accent", "gilt", "info", "good", "warn", "bad", "neutral"];
    const found = Object.fromEntries(names.map((name) => [name, read(name)]));
    probe.remove();
    return found;
  }

  const tongue = (chart) => chart.language === "en" ? "en-GB" : "vi-VN";

  function option(chart, look) {
    const digits = chart.digits ?? 2;
    const format = new Intl.NumberFormat(tongue(chart), {
      maximumFractionDigits: digits, minimumFractionDigits: chart.digits ?? 0,
    });
    const written = (value) => value === null || value === undefined || Number.isNaN(value)
      ? "—" : format.format(value) + (chart.unit === "%" ? "%" : chart.unit ? ` ${chart.unit}` : "");
    const text = { color: look.ink, fontFamily: "Be Vietnam Pro, sans-serif", fontSize: 13 };
    const base = {
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      animationDuration: 350,
      color: [look.accent, look.gilt, look.info, look.neutral, look.good, look.bad],
      textStyle: text,
      aria: { enabled: false },
      legend: { show: chart.series.length > 1 || chart.kind === "pie", top: 0, left: 0, textStyle: text, icon: "roundRect", itemWidth: 14, itemHeight: 10, inactiveColor: look.faint },
      // richText: a tooltip of HTML would need inline styles, which the content policy forbids
      tooltip: { renderMode: "richText", confine: true, backgroundColor: look.surface, borderColor: look.line, textStyle: text, valueFormatter: written, trigger: chart.kind === "pie" ? "item" : "axis", axisPointer: { type: chart.kind === "line" || chart.kind === "area" ? "line" : "shadow" } },
    };
    return chart.kind === "pie" ? pie(chart, look, base, text) : axes(chart, look, base, text);
  }

  function pie(chart, look, base, text) {
    const values = chart.series[0].values;
    const data = chart.categories.map((name, place) => ({ name, value: values[place] }));
    const label = { ...text, formatter: "{b}: {d}%" };
    return { ...base, series: [{ type: "pie", radius: ["45%", "72%"], center: ["50%", "56%"], data, label, itemStyle: { borderColor: look.surface, borderWidth: 2 } }] };
  }

  function axes(chart, look, base, text) {
    const plain = new Intl.NumberFormat(tongue(chart), { maximumFractionDigits: 2 });
    const flat = chart.kind.startsWith("hbar");
    const line = chart.kind === "line" || chart.kind === "area";
    const faint = { ...text, color: look.faint };
    const names = {
      type: "category", data: chart.categories, name: flat ? "" : chart.x, nameLocation: "middle", nameGap: flat ? 8 : 32, nameTextStyle: faint,
      axisLabel: { ...faint, hideOverlap: true, ...(flat ? { width: 150, overflow: "truncate" } : {}) }, axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } }, inverse: flat, boundaryGap: !line,
    };
    const values = {
      type: "value", name: chart.y + (chart.unit ? ` (${chart.unit})` : ""), nameTextStyle: { ...faint, align: flat ? "center" : "left" }, nameLocation: flat ? "middle" : "end", nameGap: flat ? 28 : 14,
      axisLabel: { ...faint, formatter: (value) => plain.format(value) }, splitLine: { lineStyle: { color: look.line } },
    };
    const series = chart.series.map((row, place) => ({
      name: row.name, type: line ? "line" : "bar", data: row.values, barMaxWidth: 40, barCategoryGap: "18%", symbolSize: 7,
      stack: chart.kind.endsWith("stacked") ? "all" : undefined, areaStyle: chart.kind === "area" ? { opacity: 0.14 } : undefined,
      lineStyle: { width: 2.5 }, itemStyle: line ? {} : { borderRadius: flat ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      markLine: place === 0 && chart.marks.length ? marks(chart, look, text, flat) : undefined,
    }));
    const top = (base.legend.show ? 34 : 8) + (values.name && !flat ? 26 : 0);
    const grid = { left: 4, right: 16, top, bottom: chart.x && !flat || flat && chart.y ? 30 : 4, containLabel: true };
    return { ...base, grid, series, xAxis: flat ? values : names, yAxis: flat ? names : values };
  }

  function marks(chart, look, text, flat) {
    return {
      symbol: "none", lineStyle: { color: look.bad, width: 2, type: "solid" },
      label: { ...text, color: look.bad, fontWeight: 600, formatter: "{b}", position: flat ? "insideEndTop" : "end" },
      data: chart.marks.map((mark) => ({ name: mark.label, [flat ? "yAxis" : "xAxis"]: mark.at })),
    };
  }

  function draw(place) {
    const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    if (chart.kind.startsWith("hbar")) place.style.height = `${90 + chart.categories.length * 36}px`;
    const picture = drawn.get(place) ?? window.echarts.init(place, null, { renderer: "canvas" });
    picture.setOption(option(chart, colours(place)), true);
    if (!drawn.has(place)) new ResizeObserver(() => picture.resize()).observe(place);
    drawn.set(place, picture);
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => [...drawn.keys()].forEach(draw));
  return { draw };
})();
