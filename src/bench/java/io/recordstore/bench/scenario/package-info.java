/** What is asked of whom, and what is aimed at. */
package io.recordstore.bench.scenario;
