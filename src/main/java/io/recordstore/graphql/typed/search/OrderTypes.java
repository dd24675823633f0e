package io.recordstore.graphql.typed.search;

import com.google.protobuf.Descriptors.FieldDescriptor;
import graphql.schema.GraphQLEnumType;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.query.SortKey;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.RecordTypeSchema;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The enums of what records of a type are sorted by; each value is the {@link SortKey} that it stands for. */
public final class OrderTypes {
    private final SchemaParts parts;
    private final CompiledSchema schema;

    public OrderTypes(SchemaParts parts, CompiledSchema schema) {
        this.parts = parts;
        this.schema = schema;
    }

    /** @param readable the type's indexes that are complete */
    public GraphQLEnumType make(RecordTypeSchema type, Collection<IndexDefinition> readable) {
        TakenNames taken = new TakenNames();
        GraphQLEnumType.Builder order = GraphQLEnumType.newEnum()
                .name(parts.typeNames().made(parts.typeNames().of(type.user()) + "Order"))
                .description("What an index has in order. What is not set comes first, and last where descending.");
        paths(type, readable).forEach(path -> add(order, taken, path, LegalNames.upperSnake(path)));
        if (readable.stream().anyMatch(index -> index.kind() == IndexKind.VERSION)) {
            add(order, taken, "", "VERSION");
        }
        return parts.add(order.build());
    }

    private static void add(GraphQLEnumType.Builder order, TakenNames taken, String path, String name) {
        String what = path.isEmpty() ? "the version of the commit that wrote the record" : path;
        order.value(
                taken.take(LegalNames.of(name + "_ASC")),
                new SortKey(path, false),
                "By " + what + ", the least first.");
        order.value(
                taken.take(LegalNames.of(name + "_DESC")),
                new SortKey(path, true),
                "By " + what + ", the greatest first.");
    }

    private Set<String> paths(RecordTypeSchema type, Collection<IndexDefinition> readable) {
        Set<String> paths = new LinkedHashSet<>();
        type.primaryKey().forEach(path -> paths.add(shown(path)));
        for (IndexDefinition index : readable) {
            if (index.kind() == IndexKind.VALUE || index.kind() == IndexKind.VERSION) {
                index.keyColumns().stream()
                        .filter(column -> isSorted(type, column))
                        .map(column -> shown(resolve(type, column)))
                        .forEach(paths::add);
            }
        }
        return paths;
    }

    private boolean isSorted(RecordTypeSchema type, IndexColumn column) {
        boolean isPlain =
                column.order() == IndexColumn.Order.ASCENDING || column.order() == IndexColumn.Order.DESCENDING;
        FieldPath path = resolve(type, column);
        return isPlain
                && !path.isRepeated()
                && schema.sensitiveFields().hashed(path).isEmpty();
    }

    private static FieldPath resolve(RecordTypeSchema type, IndexColumn column) {
        return FieldPath.resolveAny(type.user(), column.path(), "indexes");
    }

    private static String shown(FieldPath path) {
        List<FieldDescriptor> steps = SearchColumns.withoutWrapped(path);
        return steps.stream().map(FieldDescriptor::getName).collect(Collectors.joining("."));
    }
}
