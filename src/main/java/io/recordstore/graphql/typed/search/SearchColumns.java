package io.recordstore.graphql.typed.search;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.graphql.typed.scalar.ValueType;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexCondition;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.RecordTypeSchema;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of a record type that a condition may be on, with what it may ask of each. */
public final class SearchColumns {
    private static final int MAX_MESSAGES = 3;

    private final CompiledSchema schema;
    private final RecordTypeSchema type;
    private final Map<List<FieldDescriptor>, Set<FilterOperator>> operators = new LinkedHashMap<>();

    private SearchColumns(CompiledSchema schema, RecordTypeSchema type) {
        this.schema = schema;
        this.type = type;
    }

    /**
     * What finds records: the columns of the primary key and of indexes, and what indexes with conditions ask for.
     *
     * @param readable the type's indexes that are complete
     */
    public static SearchColumns ofRecords(
            CompiledSchema schema, RecordTypeSchema type, Collection<IndexDefinition> readable) {
        SearchColumns columns = new SearchColumns(schema, type);
        type.primaryKey().forEach(path -> columns.add(path, columns.comparisons(path)));
        readable.stream().filter(SearchColumns::findsRecords).forEach(columns::addIndex);
        return columns;
    }

    /**
     * What selects groups of an aggregate: equality with the columns that it is kept apart by.
     *
     * @param readable the type's aggregate indexes that are complete
     */
    public static SearchColumns ofGroups(
            CompiledSchema schema, RecordTypeSchema type, Collection<IndexDefinition> readable) {
        SearchColumns columns = new SearchColumns(schema, type);
        for (IndexDefinition index : readable) {
            index.groupBy().stream()
                    .map(column -> columns.resolve(column.path()))
                    .filter(path -> !columns.isSensitive(path) && !path.isRepeated())
                    .forEach(path -> columns.add(path, EnumSet.of(FilterOperator.EQ)));
            columns.addConditions(index);
        }
        return columns;
    }

    /**
     * What can be told of a record by itself, when it is there already: every field that has values to compare, down to {@value
     * #MAX_MESSAGES} messages inside one another.
     */
    public static SearchColumns ofFields(CompiledSchema schema, RecordTypeSchema type) {
        SearchColumns columns = new SearchColumns(schema, type);
        columns.addFields(type.user(), "", 1);
        return columns;
    }

    private void addFields(Descriptor message, String prefix, int messages) {
        for (FieldDescriptor field : message.getFields()) {
            Optional<ValueType> values = ValueType.of(field, schema.userTypes());
            if (values.isEmpty() && messages < MAX_MESSAGES) {
                addFields(field.getMessageType(), prefix + field.getName() + ".", messages + 1);
            } else if (values.isPresent() && !values.get().isJson()) {
                addComparisons(resolve(prefix + field.getName()));
            }
        }
    }

    private static boolean findsRecords(IndexDefinition index) {
        return index.kind().findsRecords() && index.kind() != IndexKind.TIME_WINDOW_LEADERBOARD;
    }

    private void addIndex(IndexDefinition index) {
        boolean isText = index.kind() == IndexKind.TEXT;
        index.groupBy().forEach(this::addColumn);
        if (isText) {
            index.fields().forEach(column -> add(resolve(column.path()), words(index.tokenizer())));
        } else {
            index.fields().forEach(this::addColumn);
        }
        addConditions(index);
    }

    private static Set<FilterOperator> words(IndexDefinition.Tokenizer tokenizer) {
        return switch (tokenizer) {
            case DEFAULT -> FilterOperator.WORDS;
            case PREFIX -> EnumSet.of(FilterOperator.WORD_PREFIX);
        };
    }

    /** A concatenated column is compared with whole lists, which filters do not have. */
    private void addColumn(IndexColumn column) {
        if (column.fanType() == IndexColumn.FanType.FAN_OUT) {
            addComparisons(resolve(column.path()));
        }
    }

    private void addConditions(IndexDefinition index) {
        index.where().stream().map(IndexCondition::path).map(this::resolve).forEach(this::addComparisons);
    }

    private FieldPath resolve(String path) {
        return FieldPath.resolveAny(type.user(), path, "indexes");
    }

    private void addComparisons(FieldPath path) {
        Set<FilterOperator> allowed = comparisons(path);
        if (canBeNull(path)) {
            allowed.add(FilterOperator.IS_NULL);
        }
        add(path, allowed);
    }

    private Set<FilterOperator> comparisons(FieldPath path) {
        Set<FilterOperator> allowed = EnumSet.copyOf(FilterOperator.EQUALITY);
        if (!isSensitive(path)) {
            FieldDescriptor.JavaType values = path.last().getJavaType();
            if (values != FieldDescriptor.JavaType.BOOLEAN) {
                allowed.addAll(FilterOperator.ORDER);
            }
            if (values == FieldDescriptor.JavaType.STRING || values == FieldDescriptor.JavaType.BYTE_STRING) {
                allowed.add(FilterOperator.STARTS_WITH);
            }
        }
        return allowed;
    }

    /** Within the element that it is of, when it is of one. */
    private static boolean canBeNull(FieldPath path) {
        int elements = path.repeatedPrefix().size();
        return path.fields().stream().skip(elements).anyMatch(FieldDescriptor::hasPresence)
                && path.fields().stream().skip(elements).noneMatch(SearchColumns::isOfEntry);
    }

    private static boolean isOfEntry(FieldDescriptor field) {
        return field.getContainingType().getOptions().getMapEntry();
    }

    private boolean isSensitive(FieldPath path) {
        return schema.sensitiveFields().hashed(path).isPresent();
    }

    private void add(FieldPath path, Set<FilterOperator> allowed) {
        operators
                .computeIfAbsent(withoutWrapped(path), fields -> EnumSet.noneOf(FilterOperator.class))
                .addAll(allowed);
    }

    /** A path to a wrapper ends there, and not at the value inside. */
    public static List<FieldDescriptor> withoutWrapped(FieldPath path) {
        List<FieldDescriptor> fields = path.fields();
        boolean isWrapped =
                path.last().getContainingType().getFile().getName().equals("google/protobuf/wrappers.proto");
        return isWrapped && fields.size() > 1 ? fields.subList(0, fields.size() - 1) : fields;
    }

    /** By the fields of each path, from the record downwards. */
    Map<List<FieldDescriptor>, Set<FilterOperator>> operators() {
        return Collections.unmodifiableMap(operators);
    }

    /** Whether there is nothing to ask for. */
    public boolean isEmpty() {
        return operators.isEmpty();
    }
}
