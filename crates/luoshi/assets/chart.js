// Draws the line charts of a page from the JSON beside them. The table on the same page has the same figures.
"use strict";

for (const place of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = echarts.init(place);
  const draw = () => {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const text = { color: colour("--ink") };
    const looks = [
      { color: colour("--track"), lineStyle: { width: 3 }, symbol: "circle" },
      { color: colour("--off"), lineStyle: { width: 2, type: "dashed" }, symbol: "diamond" },
    ];
    chart.setOption({
      animation: false,
      legend: { top: 0, textStyle: text },
      grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: data.years.map(String), axisLabel: text },
      yAxis: { type: "value", scale: true, axisLabel: text, splitLine: { lineStyle: { color: colour("--line") } } },
      series: data.series.map((one, index) => ({
        type: "line", name: one.name, data: one.points, symbolSize: 9, connectNulls: index === 1, ...looks[index],
      })),
    });
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("resize", () => chart.resize());
}
