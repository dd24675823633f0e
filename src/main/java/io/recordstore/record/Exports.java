package io.recordstore.record;

import com.apple.foundationdb.record.EndpointType;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * All records of a RecordSpace in the order of their primary keys. Where an export goes on is the primary key of its
 * last record, so that what is not written meanwhile is met exactly once, whatever else is.
 */
@Singleton
public class Exports {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;

    Exports(Transactions transactions, RecordSpaceOpener opener) {
        this.transactions = transactions;
        this.opener = opener;
    }

    /**
     * One message of an export.
     *
     * @param record empty at the end
     * @param continuation goes on after it; empty when nothing is left
     */
    public record Event(Optional<VersionedRecord> record, String continuation) {}

    /**
     * Streams records. The next page is read when the subscriber has asked for all of the last.
     *
     * @param recordType the name of a record type; all of them when empty
     * @param continuation where to go on; empty for the beginning
     */
    public Multi<Event> run(
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            RecordContent.Format format,
            String continuation) {
        return Multi.createFrom()
                .deferred(() -> new Run(tenant, space, recordType, format, continuation).pages())
                .onItem()
                .disjoint();
    }

    /** What carries over from page to page. */
    private final class Run {
        private final TenantName tenant;
        private final RecordSpaceName space;
        private final String recordType;
        private final RecordContent.Format format;
        private Optional<Tuple> last;
        private boolean ended;
        private volatile boolean cancelled;

        Run(
                TenantName tenant,
                RecordSpaceName space,
                String recordType,
                RecordContent.Format format,
                String continuation) {
            this.tenant = tenant;
            this.space = space;
            this.recordType = recordType;
            this.format = format;
            this.last = read(continuation);
        }

        Multi<List<Event>> pages() {
            return Multi.createBy()
                    .repeating()
                    .uni(() -> transactions.read(this::page).map(this::taken))
                    .whilst(page -> !ended)
                    .onCancellation()
                    .invoke(() -> cancelled = true);
        }

        private CompletableFuture<ExportPage.Result> page(FDBRecordContext context) {
            return opener.open(context, tenant, space)
                    .thenCompose(open -> new ExportPage(open, format, () -> cancelled).read(range(open)));
        }

        private TupleRange range(OpenRecordSpace open) {
            TupleRange all = recordType.isEmpty()
                    ? TupleRange.ALL
                    : TupleRange.allOf(Tuple.from(
                            (long) open.schema().recordType(recordType).unionNumber()));
            return last.map(key -> after(key, all)).orElse(all);
        }

        private static TupleRange after(Tuple key, TupleRange all) {
            boolean isOfType =
                    all.getLow() == null || key.get(0).equals(all.getLow().get(0));
            if (!isOfType) {
                throw new InvalidRequest("continuation", "it comes from an export of another record type");
            }
            return new TupleRange(key, all.getHigh(), EndpointType.RANGE_EXCLUSIVE, all.getHighEndpoint());
        }

        private List<Event> taken(ExportPage.Result page) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < page.records().size(); i++) {
                last = Optional.of(page.keys().get(i));
                events.add(new Event(
                        Optional.of(page.records().get(i)), write(page.keys().get(i))));
            }
            if (page.isLast()) {
                ended = true;
                events.add(new Event(Optional.empty(), ""));
            }
            return events;
        }
    }

    private static String write(Tuple primaryKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(primaryKey.pack());
    }

    private static Optional<Tuple> read(String continuation) {
        if (continuation.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Tuple.fromBytes(Base64.getUrlDecoder().decode(continuation)));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("continuation", "it does not come from an export");
        }
    }
}
