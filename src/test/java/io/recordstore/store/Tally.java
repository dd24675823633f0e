package io.recordstore.store;

import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.async.AsyncIterable;
import com.apple.foundationdb.async.AsyncIterator;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/** What one transaction asked of the store, and where. */
final class Tally {
    private static final byte[] METADATA_VERSION = "\u00ff/metadataVersion".getBytes(StandardCharsets.ISO_8859_1);

    private final AtomicLongArray counts = new AtomicLongArray(Operation.values().length);
    private final ConcurrentLinkedQueue<Range> touched = new ConcurrentLinkedQueue<>();

    Tally() {
        add(Operation.TRANSACTION, 1);
    }

    private void add(Operation operation, long count) {
        counts.addAndGet(operation.ordinal(), count);
    }

    /** Adds what was counted to a sum. */
    void addTo(Map<Operation, Long> sum) {
        for (Operation operation : Operation.values()) {
            long count = counts.get(operation.ordinal());
            if (count > 0) {
                sum.merge(operation, count, Long::sum);
            }
        }
    }

    static Map<Operation, Long> sum(Iterable<Tally> tallies) {
        Map<Operation, Long> sum = new EnumMap<>(Operation.class);
        tallies.forEach(tally -> tally.addTo(sum));
        return sum;
    }

    void touched(Range range) {
        touched.add(range);
    }

    boolean hasTouched(Range around) {
        return touched.stream()
                .anyMatch(range -> ByteArrayUtil.compareUnsigned(around.begin, range.begin) <= 0
                        && ByteArrayUtil.compareUnsigned(range.end, around.end) <= 0);
    }

    /** Counts a call of the transaction. */
    void called(String method, Object[] arguments) {
        switch (method) {
            case "getReadVersion" -> reads();
            case "get" -> {
                reads();
                add(
                        Arrays.equals((byte[]) arguments[0], METADATA_VERSION)
                                ? Operation.METADATA_STAMP
                                : Operation.GET,
                        1);
            }
            case "getKey" -> {
                reads();
                add(Operation.GET, 1);
            }
            case "getRange" -> {
                reads();
                add(Operation.RANGE_READ, 1);
            }
            case "set" -> writes(Operation.SET, arguments);
            case "mutate" -> writes(Operation.MUTATION, arguments);
            case "clear" ->
                writes(
                        arguments.length == 1 && arguments[0] instanceof byte[]
                                ? Operation.CLEAR
                                : Operation.RANGE_CLEAR,
                        arguments);
            case "clearRangeStartsWith" -> writes(Operation.RANGE_CLEAR, arguments);
            case "addReadConflictRange",
                    "addReadConflictKey",
                    "addReadConflictRangeIfNotSnapshot",
                    "addReadConflictKeyIfNotSnapshot" -> add(Operation.READ_CONFLICT, 1);
            case "addWriteConflictRange", "addWriteConflictKey" -> add(Operation.WRITE_CONFLICT, 1);
            case "commit" -> add(Operation.COMMIT, 1);
            default -> {
                // Asks nothing of the store.
            }
        }
    }

    private void reads() {
        counts.compareAndSet(Operation.READ_VERSION.ordinal(), 0, 1);
    }

    private void writes(Operation operation, Object[] arguments) {
        add(operation, 1);
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                add(Operation.BYTES_WRITTEN, bytes.length);
            } else if (argument instanceof Range range) {
                add(Operation.BYTES_WRITTEN, (long) range.begin.length + range.end.length);
            }
        }
    }

    /** Counts what a read returned. */
    @SuppressWarnings("unchecked")
    Object returned(String method, Object result) {
        return switch (method) {
            case "get" -> ((CompletableFuture<byte[]>) result).thenApply(this::value);
            case "getRange" -> new CountedRange((AsyncIterable<KeyValue>) result, this::pair);
            default -> result;
        };
    }

    private byte[] value(byte[] value) {
        add(Operation.BYTES_READ, value == null ? 0 : value.length);
        return value;
    }

    private void pair(KeyValue pair) {
        add(Operation.PAIR, 1);
        add(Operation.BYTES_READ, (long) pair.getKey().length + pair.getValue().length);
    }

    /** Where a call reads or writes, as far as its arguments say. */
    static List<Range> ranges(String method, Object[] arguments) {
        List<byte[]> keys = Arrays.stream(arguments)
                .filter(argument -> argument instanceof byte[] || argument instanceof KeySelector)
                .map(argument -> argument instanceof KeySelector selector ? selector.getKey() : (byte[]) argument)
                .toList();
        List<Range> ranges = Arrays.stream(arguments)
                .filter(Range.class::isInstance)
                .map(Range.class::cast)
                .toList();
        if (keys.isEmpty() || !ranges.isEmpty()) {
            return ranges;
        }
        boolean isOneKey = keys.size() == 1 || method.equals("set") || method.equals("mutate");
        return List.of(new Range(keys.get(0), isOneKey ? ByteArrayUtil.keyAfter(keys.get(0)) : keys.get(1)));
    }

    private record CountedRange(AsyncIterable<KeyValue> real, Consumer<KeyValue> count)
            implements AsyncIterable<KeyValue> {
        @Override
        public AsyncIterator<KeyValue> iterator() {
            return new CountedPairs(real.iterator(), count);
        }

        @Override
        public CompletableFuture<List<KeyValue>> asList() {
            return real.asList().thenApply(pairs -> {
                pairs.forEach(count);
                return pairs;
            });
        }
    }

    private record CountedPairs(AsyncIterator<KeyValue> real, Consumer<KeyValue> count)
            implements AsyncIterator<KeyValue> {
        @Override
        public CompletableFuture<Boolean> onHasNext() {
            return real.onHasNext();
        }

        @Override
        public boolean hasNext() {
            return real.hasNext();
        }

        @Override
        public KeyValue next() {
            KeyValue pair = real.next();
            count.accept(pair);
            return pair;
        }

        @Override
        public void cancel() {
            real.cancel();
        }
    }
}
