package io.recordstore.schema;

import com.apple.foundationdb.record.RecordCoreException;
import com.apple.foundationdb.record.metadata.MetaDataEvolutionValidator;
import com.apple.foundationdb.record.metadata.MetaDataException;
import com.google.protobuf.Descriptors.Descriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.schema.SchemaChange.Element;
import io.recordstore.schema.SchemaChange.Kind;
import io.recordstore.storage.v1.StoredIndex;
import io.recordstore.storage.v1.StoredRecordType;
import io.recordstore.storage.v1.StoredSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What applying a definition would do. The one place that decides it: applying does what the plan says and refuses what
 * it refuses.
 *
 * @param next the next version; empty when the definition is what is in force
 * @param changes from the version in force
 */
record SchemaPlan(Optional<CompiledSchema> next, List<SchemaChange> changes) {
    private static final int NAMED_REFUSALS = 20;
    private static final MetaDataEvolutionValidator VALIDATOR = MetaDataEvolutionValidator.newBuilder()
            .setAllowMissingFormerIndexNames(true)
            .build();

    /**
     * @param before the version in force; empty for the first
     * @param recordCounts about how many records there are, by the full name of the message
     * @param compiler makes ready to use what is stored of a schema, for the RecordSpace
     * @throws InvalidRequest when the definition breaks a rule, whatever is stored
     */
    static SchemaPlan make(
            Optional<CompiledSchema> before,
            DefinedSchema defined,
            Map<String, Long> recordCounts,
            Function<StoredSchema, CompiledSchema> compiler) {
        Optional<StoredSchema> next = SchemaEvolution.next(before, defined);
        if (next.isEmpty()) {
            return new SchemaPlan(Optional.empty(), List.of());
        }
        CompiledSchema compiled = compile(next.get(), compiler);
        List<SchemaChange> changes = new ArrayList<>(messageChanges(before, compiled));
        changes.addAll(sensitivityChanges(before, compiled));
        changes.addAll(indexChanges(before, compiled, recordCounts));
        before.ifPresent(schema -> addUnforeseen(schema, withHashesOf(schema, compiled, compiler), changes));
        return new SchemaPlan(Optional.of(compiled), List.copyOf(changes));
    }

    private static CompiledSchema compile(StoredSchema stored, Function<StoredSchema, CompiledSchema> compiler) {
        try {
            return compiler.apply(stored);
        } catch (RecordCoreException e) {
            throw new InvalidRequest(
                    "indexes", "the Record Layer cannot keep such a schema: " + Shown.sentence(e.getMessage()));
        }
    }

    private static List<SchemaChange> messageChanges(Optional<CompiledSchema> before, CompiledSchema after) {
        List<SchemaChange> changes = new ArrayList<>();
        Map<Integer, StoredRecordType> old =
                before.map(schema -> byNumber(schema.stored())).orElse(Map.of());
        Map<Integer, StoredRecordType> now = byNumber(after.stored());
        MessageChanges messages = new MessageChanges();
        now.forEach((number, type) -> {
            if (old.containsKey(number)) {
                changes.addAll(RecordTypeChanges.of(old.get(number), type));
                messages.compare(user(before.orElseThrow(), old.get(number)), user(after, type));
            } else {
                changes.add(RecordTypeChanges.added(type));
            }
        });
        old.forEach((number, type) -> {
            if (!now.containsKey(number)) {
                changes.add(RecordTypeChanges.removed(type));
            }
        });
        changes.addAll(messages.changes());
        return changes;
    }

    private static Descriptor user(CompiledSchema schema, StoredRecordType type) {
        return schema.recordType(type.getMessage()).user();
    }

    private static Map<Integer, StoredRecordType> byNumber(StoredSchema schema) {
        Map<Integer, StoredRecordType> types = new LinkedHashMap<>();
        schema.getRecordTypesList().forEach(type -> types.put(type.getUnionNumber(), type));
        return types;
    }

    private static List<SchemaChange> sensitivityChanges(Optional<CompiledSchema> before, CompiledSchema after) {
        if (before.isEmpty()) {
            return List.of();
        }
        List<String> old = before.get().stored().getSensitiveFieldsList();
        List<String> now = after.stored().getSensitiveFieldsList();
        List<SchemaChange> changes = new ArrayList<>();
        now.stream()
                .filter(field -> !old.contains(field))
                .map(field -> sensitivity(field, "now sensitive: indexes hold its hash"))
                .forEach(changes::add);
        old.stream()
                .filter(field -> !now.contains(field))
                .map(field -> sensitivity(field, "no longer sensitive: indexes hold its value"))
                .forEach(changes::add);
        return changes;
    }

    private static SchemaChange sensitivity(String field, String description) {
        return SchemaChange.allowed(Kind.RETYPED, Element.FIELD, field, description);
    }

    /** The Record Layer lets no field go, and the fields of hashes are nothing that is stored. */
    private static CompiledSchema withHashesOf(
            CompiledSchema before, CompiledSchema after, Function<StoredSchema, CompiledSchema> compiler) {
        Set<String> all = new TreeSet<>(before.stored().getSensitiveFieldsList());
        all.addAll(after.stored().getSensitiveFieldsList());
        return all.size() == after.stored().getSensitiveFieldsCount()
                ? after
                : compiler.apply(after.stored().toBuilder()
                        .clearSensitiveFields()
                        .addAllSensitiveFields(all)
                        .build());
    }

    private static List<SchemaChange> indexChanges(
            Optional<CompiledSchema> before, CompiledSchema after, Map<String, Long> recordCounts) {
        List<SchemaChange> changes = new ArrayList<>();
        Map<String, StoredIndex> old =
                before.map(schema -> byName(schema.stored())).orElse(Map.of());
        Map<String, StoredIndex> now = byName(after.stored());
        now.forEach((name, index) -> {
            StoredIndex previous = old.get(name);
            if (previous == null || previous.getKey() != index.getKey()) {
                changes.add(toBuild(index, previous != null, recordCounts));
            }
        });
        old.forEach((name, index) -> {
            if (!now.containsKey(name)) {
                changes.add(SchemaChange.allowed(Kind.REMOVED, Element.INDEX, name, "dropped with all that it holds"));
            }
        });
        return changes;
    }

    private static Map<String, StoredIndex> byName(StoredSchema schema) {
        return schema.getIndexesList().stream()
                .collect(Collectors.toMap(
                        index -> index.getDefinition().getName(),
                        Function.identity(),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    private static SchemaChange toBuild(StoredIndex index, boolean rebuilt, Map<String, Long> recordCounts) {
        String type = index.getDefinition().getRecordType();
        long records = recordCounts.getOrDefault(type, 0L);
        return new SchemaChange(
                rebuilt ? Kind.REBUILT : Kind.ADDED,
                Element.INDEX,
                index.getDefinition().getName(),
                "on " + type + (records == 0 ? "" : ", built from about " + records + " records"),
                records,
                Optional.empty());
    }

    /** What the Record Layer refuses and was not foreseen here: said in its words, so that nothing gets past it. */
    private static void addUnforeseen(CompiledSchema before, CompiledSchema after, List<SchemaChange> changes) {
        if (changes.stream().anyMatch(change -> change.refusal().isPresent())) {
            return;
        }
        try {
            VALIDATOR.validate(before.metaData(), after.metaData());
        } catch (MetaDataException e) {
            changes.add(SchemaChange.refused(
                    Kind.RETYPED,
                    Element.RECORD_TYPE,
                    "schema",
                    Shown.sentence(e.getLogInfo().toString()),
                    Shown.sentence(e.getMessage()),
                    "keep it as it is"));
        }
    }

    /** @throws PreconditionFailed with every reason and its fix, when a change is refused */
    void requireAllowed() {
        List<SchemaChange> refused =
                changes.stream().filter(change -> change.refusal().isPresent()).toList();
        if (refused.isEmpty()) {
            return;
        }
        String reasons =
                refused.stream().limit(NAMED_REFUSALS).map(SchemaPlan::sentence).collect(Collectors.joining("; "));
        throw new PreconditionFailed(
                "SCHEMA_INCOMPATIBLE",
                "the records that are stored cannot follow " + refused.size() + " of the changes: " + reasons,
                Map.of(
                        "refused",
                        refused.stream()
                                .limit(NAMED_REFUSALS)
                                .map(change -> Shown.name(change.name()))
                                .collect(Collectors.joining(","))));
    }

    private static String sentence(SchemaChange change) {
        SchemaChange.Refusal refusal = change.refusal().orElseThrow();
        return Shown.name(change.name()) + " (" + change.description() + "): " + refusal.reason() + "; "
                + refusal.fix();
    }
}
