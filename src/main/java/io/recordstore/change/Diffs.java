package io.recordstore.change;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.OutOfRange;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.LoggedChange;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is different between two moments of a RecordSpace, told from the log between them alone. */
@Singleton
public class Diffs {
    /** What it needs the records before and after changes for. */
    static final String USE = "from: what is different is told from";

    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Moments moments;

    Diffs(Transactions transactions, RecordSpaceOpener opener, Moments moments) {
        this.transactions = transactions;
        this.opener = opener;
        this.moments = moments;
    }

    /**
     * Each record that is another at the second moment than at the first, or is there at one of them alone, once: in the order
     * of types and primary keys. It is read in as many transactions as it takes, then told.
     *
     * @return fails with {@link InvalidRequest} where the second moment is before the first, with {@link PreconditionFailed}
     *     where changes are not kept, or without records, with {@link OutOfRange} where those after the first are no longer kept,
     *     and with {@link LimitExceeded} where they are too many: {@link PastLimits}
     */
    public Multi<Change> run(TenantName tenant, RecordSpaceName space, DiffSpec spec) {
        return Multi.createFrom().deferred(() -> new Run(tenant, space, spec).changes());
    }

    /** One diff: what carries over from page to page of the log. */
    private final class Run {
        private final TenantName tenant;
        private final RecordSpaceName space;
        private final DiffSpec spec;
        private final NetChanges net = new NetChanges();
        private final SameSpace same = new SameSpace();
        private LogPosition from;
        private LogPosition to;
        private LogPosition reached;

        Run(TenantName tenant, RecordSpaceName space, DiffSpec spec) {
            this.tenant = tenant;
            this.space = space;
            this.spec = spec;
        }

        Multi<Change> changes() {
            return Multi.createBy()
                    .repeating()
                    .uni(() -> transactions.read(this::page))
                    .whilst(Optional::isEmpty)
                    .collect()
                    .last()
                    .onItem()
                    .transformToMulti(forms -> Multi.createFrom().items(() -> net.changes(forms.orElseThrow())));
        }

        /** How what was read is to be told, once all of it is. */
        private CompletableFuture<Optional<ChangeForms>> page(FDBRecordContext context) {
            return opener.open(context, tenant, space).thenCompose(open -> find(context, open)
                    .thenCompose(found -> new LogPage(open.changes()).read(context, reached))
                    .thenApply(page -> take(open, page)
                            ? Optional.of(new ChangeForms(open.schema(), spec.format()))
                            : Optional.empty()));
        }

        private CompletableFuture<Void> find(FDBRecordContext context, OpenRecordSpace open) {
            same.require(open);
            KeptChanges.require(open);
            KeptChanges.requireValues(open, USE);
            return from != null
                    ? moments.requireKept(context, open, from, "from")
                    : moments.find(context, open, spec.from(), "from")
                            .thenCompose(begin -> end(context, open).thenAccept(end -> begin(begin, end)));
        }

        private CompletableFuture<LogPosition> end(FDBRecordContext context, OpenRecordSpace open) {
            return spec.to().isPresent()
                    ? moments.find(context, open, spec.to().get(), "to")
                    : context.getReadVersionAsync().thenApply(LogPosition::atReadVersion);
        }

        private void begin(LogPosition begin, LogPosition end) {
            if (end.compareTo(begin) < 0) {
                throw new InvalidRequest("to", "it lies before from");
            }
            from = begin;
            to = end;
            reached = begin;
        }

        /** @return whether it was the last page */
        private boolean take(OpenRecordSpace open, LogPage.Result page) {
            Wanted wanted = Wanted.of(open.schema(), spec.recordType(), spec.keyPrefix());
            List<LoggedChange> changes = page.changes().stream()
                    .takeWhile(change -> new LogPosition(change.place()).compareTo(to) <= 0)
                    .toList();
            net.count(changes.size());
            changes.stream().filter(wanted::includes).forEach(change -> net.add(open, change));
            page.last().ifPresent(last -> reached = last);
            return page.next().isEmpty() || changes.size() < page.changes().size();
        }
    }
}
