package io.recordstore.fdb.embedded;

import java.util.List;
import java.util.NavigableMap;

/**
 * What one batch of commits does to the storage. The ranges are cleared first, then the writes are made.
 *
 * @param reservedVersion recorded with the batch: greater than every version given out until the next batch; never lower
 *     than the one before
 * @param clears ranges that do not overlap, in order
 * @param writes values by key in order; an empty value is a value, null deletes the key
 */
public record StorageBatch(long reservedVersion, List<KeyRange> clears, NavigableMap<byte[], byte[]> writes) {}
