/** What was measured, as ratios with their spread: Markdown, JSON and a chart for each scenario. */
package io.recordstore.bench.report;
