/**
 * The changes of RecordSpaces that keep them: watched ({@link io.recordstore.change.Watches}), undone to tell what was ({@link
 * io.recordstore.change.PastReads}) or is different ({@link io.recordstore.change.Diffs}), and forgotten in time
 * ({@link io.recordstore.change.Trims}). Imports {@code query}, {@code record}, {@code schema}, {@code space}, {@code crypto},
 * {@code store}, {@code name} and {@code fault}.
 * Changes are written where records are: see {@code schema.ChangeLog}.
 */
package io.recordstore.change;
