package io.recordstore.fault;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** No index serves the query. Carries the index that would. */
public final class IndexRequired extends Fault {
    private static final long serialVersionUID = 1L;

    private final transient Index index;
    private final boolean couldScan;

    /** A column of the index. */
    public record Column(String path, boolean descending) {}

    /**
     * The index that would serve the query.
     *
     * @param name a name for it
     * @param recordType the record type that was queried
     * @param kind what it keeps, by the name that the API gives it without {@code INDEX_KIND_}
     * @param fields what it must hold, in this order
     * @param groupBy the paths that it must be kept apart by, in this order
     */
    public record Index(String name, String recordType, String kind, List<Column> fields, List<String> groupBy) {
        public Index {
            fields = List.copyOf(fields);
            groupBy = List.copyOf(groupBy);
        }

        private String paths() {
            return fields.stream().map(Column::path).collect(Collectors.joining(","));
        }
    }

    /** @param couldScan whether reading every record would answer the query as well */
    public IndexRequired(Index index, boolean couldScan) {
        super(
                FaultCode.FAILED_PRECONDITION,
                "INDEX_REQUIRED",
                "no index serves this query: add " + describe(index) + " with SchemaService.ApplySchema",
                Map.of("recordType", index.recordType(), "indexKind", index.kind(), "indexFields", index.paths()));
        this.index = index;
        this.couldScan = couldScan;
    }

    private static String describe(Index index) {
        String what = index.kind().equals("VALUE") ? "an index" : "an index of kind " + index.kind();
        String on = index.fields().isEmpty() ? "" : " on " + index.paths();
        String by = index.groupBy().isEmpty() ? "" : " grouped by " + String.join(", ", index.groupBy());
        return what + on + by + " of " + index.recordType();
    }

    /** Whether a query that is refused so could be answered by reading every record, where an API can ask for that. */
    public static boolean couldScan(Fault refusal) {
        return refusal.reason().equals("SCAN_REQUIRED")
                || refusal instanceof IndexRequired missing && missing.couldScan;
    }

    /** The index that would serve the query. */
    public Index index() {
        return index;
    }
}
