package io.recordstore.change;

import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.query.KeyValues;
import io.recordstore.query.RecordFilter;
import io.recordstore.record.PrimaryKeys;
import io.recordstore.record.RecordCodec;
import io.recordstore.record.RecordVersions;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.LoggedChange;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.space.ChangeRetention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of a log as a watch wants them: those that it asks for, by transaction. */
final class ChangeReader {
    private final OpenRecordSpace space;
    private final WatchSpec spec;
    private final Optional<RecordTypeSchema> type;
    private final Optional<RecordFilter> filter;
    private final Tuple keyPrefix;

    /** @throws InvalidRequest or {@link PreconditionFailed} when the RecordSpace cannot be watched so */
    ChangeReader(OpenRecordSpace space, WatchSpec spec) {
        this.space = space;
        this.spec = spec;
        this.type = spec.recordType().isEmpty()
                ? Optional.empty()
                : Optional.of(space.schema().recordType(spec.recordType()));
        if (type.isEmpty() && (spec.filter().isPresent() || !spec.keyPrefix().isEmpty())) {
            throw new InvalidRequest(
                    "record_type", "it is not set, and a filter and a key_prefix are of one record type");
        }
        this.filter = spec.filter().map(wanted -> filter(wanted));
        this.keyPrefix = type.map(of -> PrimaryKeys.prefix(of, spec.keyPrefix(), "key_prefix"))
                .orElse(new Tuple());
    }

    private RecordFilter filter(io.recordstore.query.Filter wanted) {
        if (space.changes().values() != ChangeRetention.Values.BEFORE_AND_AFTER) {
            throw new PreconditionFailed(
                    "CHANGE_VALUES_NOT_KEPT",
                    "filter: it is asked of records before and after changes, which RecordSpace '"
                            + space.space().name() + "' does not keep: give it change_retention.values"
                            + " CHANGE_VALUES_BEFORE_AND_AFTER with RecordSpaceService.UpdateRecordSpace",
                    Map.of("recordSpace", space.space().name().value()));
        }
        return new RecordFilter(space, type.orElseThrow(), wanted);
    }

    /**
     * The messages of a page.
     *
     * @param position after which it begins
     */
    List<WatchEvent> events(LogPage.Result page, LogPosition position) {
        List<WatchEvent> events = new ArrayList<>();
        List<LoggedChange> changes = page.changes();
        for (int begin = 0, end; begin < changes.size(); begin = end) {
            end = begin;
            while (end < changes.size()
                    && isSame(changes.get(begin).place(), changes.get(end).place())) {
                end++;
            }
            Versionstamp following = end < changes.size()
                    ? changes.get(end).place()
                    : page.next().orElse(null);
            boolean isComplete = following == null || !isSame(changes.get(begin).place(), following);
            boolean isContinued = isSame(changes.get(begin).place(), position.after());
            transaction(changes.subList(begin, end), isComplete, isContinued).ifPresent(events::add);
        }
        return events;
    }

    private static boolean isSame(Versionstamp one, Versionstamp other) {
        return Arrays.equals(one.getTransactionVersion(), other.getTransactionVersion());
    }

    /** Nothing when no change is asked for, unless a part of the transaction may have been sent before. */
    private Optional<WatchEvent> transaction(List<LoggedChange> logged, boolean isComplete, boolean isContinued) {
        List<Change> changes = logged.stream()
                .filter(this::isWanted)
                .map(change -> change(change, change.type().orElseThrow()))
                .toList();
        LoggedChange last = logged.get(logged.size() - 1);
        byte[] commit = last.place().getTransactionVersion();
        LogPosition after = isComplete ? LogPosition.afterCommit(commit) : new LogPosition(last.place());
        return changes.isEmpty() && !isContinued
                ? Optional.empty()
                : Optional.of(new WatchEvent.Transaction(
                        RecordVersions.ofCommit(ByteString.copyFrom(commit)),
                        last.time(),
                        changes,
                        isComplete,
                        after.token(space.hmac())));
    }

    private boolean isWanted(LoggedChange change) {
        boolean isOfType = change.type().isPresent()
                && type.map(wanted ->
                                wanted.unionNumber() == change.type().get().unionNumber())
                        .orElse(true);
        return isOfType && startsWithPrefix(change.primaryKey()) && isSelected(change);
    }

    private boolean startsWithPrefix(Tuple primaryKey) {
        return primaryKey.size() >= keyPrefix.size()
                && Tuple.fromList(primaryKey.getItems().subList(0, keyPrefix.size()))
                        .equals(keyPrefix);
    }

    private boolean isSelected(LoggedChange change) {
        return filter.isEmpty() || isSelected(change, change.before()) || isSelected(change, change.after());
    }

    private boolean isSelected(LoggedChange change, Optional<Message> record) {
        return record.isPresent()
                && filter.get()
                        .selects(FDBStoredRecord.newBuilder(record.get())
                                .setPrimaryKey(change.primaryKey())
                                .setRecordType(space.schema()
                                        .metaData()
                                        .getRecordType(
                                                change.type().orElseThrow().name()))
                                .build());
    }

    private Change change(LoggedChange logged, RecordTypeSchema itsType) {
        ByteString version = ByteString.copyFrom(logged.place().getBytes());
        Change.Kind kind =
                !logged.isThere() ? Change.Kind.DELETE : logged.wasThere() ? Change.Kind.UPDATE : Change.Kind.INSERT;
        return new Change(
                itsType.name(),
                key(logged.primaryKey(), itsType),
                kind,
                logged.before().map(record -> record(itsType, record, logged.beforeVersion())),
                logged.after().map(record -> record(itsType, record, version)),
                version);
    }

    private VersionedRecord record(RecordTypeSchema itsType, Message record, ByteString version) {
        return new VersionedRecord(
                itsType.name(), new RecordCodec(space.schema()).encode(itsType, record, spec.format()), version);
    }

    private static List<Scalar> key(Tuple primaryKey, RecordTypeSchema itsType) {
        List<Scalar> values = new ArrayList<>();
        int column = 1;
        for (FieldPath path : itsType.primaryKey()) {
            values.add(KeyValues.scalar(primaryKey, column, path).orElseThrow());
            column++;
        }
        return values;
    }
}
