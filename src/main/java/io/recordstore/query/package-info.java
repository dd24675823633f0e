/**
 * Queries: filters and orders planned onto indexes by the Record Layer's planner, refused where no index serves them,
 * and run page by page; deletions by them; aggregates and ranks from the indexes that keep them. Imports {@code record}, {@code schema}, {@code store}, {@code name} and {@code fault}.
 * What may be queried is defined by the indexes in {@code schema}.
 */
package io.recordstore.query;
