package io.recordstore.graphql.typed.aggregate;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.scalar.ValueType;
import io.recordstore.graphql.typed.search.SearchColumns;
import io.recordstore.schema.FieldPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Paths as fields of one type: {@code location.latitude} is {@code locationLatitude}. */
final class PathFields {
    private final Map<String, Path> paths = new LinkedHashMap<>();

    /**
     * @param name of its field
     * @param path as indexes have it
     * @param values that records have there
     */
    record Path(String name, String path, ValueType values) {}

    PathFields(SchemaParts parts, Map<String, FieldPath> resolved) {
        TakenNames taken = new TakenNames();
        resolved.forEach((path, fields) -> {
            List<FieldDescriptor> steps = SearchColumns.withoutWrapped(fields);
            String name = taken.take(LegalNames.of(name(parts, steps)));
            ValueType values = ValueType.of(fields.last(), parts.userTypes()).orElseThrow();
            paths.put(path, new Path(name, path, values));
        });
    }

    private static String name(SchemaParts parts, List<FieldDescriptor> steps) {
        StringBuilder name = new StringBuilder();
        for (FieldDescriptor field : steps) {
            String step = parts.fieldNames().of(field);
            name.append(name.length() == 0 ? step : LegalNames.capitalised(step));
        }
        return name.toString();
    }

    List<Path> all() {
        return List.copyOf(paths.values());
    }
}
