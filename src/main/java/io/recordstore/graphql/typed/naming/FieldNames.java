package io.recordstore.graphql.typed.naming;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the fields of messages are called: as in proto3 JSON, {@code alt_name} as {@code altName}. Of fields that would be
 * called the same, the one with the least number is; the others have their number after it.
 */
public final class FieldNames {
    private final Map<FieldDescriptor, String> names = new HashMap<>();

    /** The field's name in its message's types. */
    public String of(FieldDescriptor field) {
        String known = names.get(field);
        if (known == null) {
            name(field.getContainingType());
            known = names.get(field);
        }
        return known;
    }

    private void name(Descriptor message) {
        TakenNames taken = new TakenNames();
        List<FieldDescriptor> byNumber = message.getFields().stream()
                .sorted(Comparator.comparing(FieldDescriptor::getNumber))
                .toList();
        byNumber.forEach(field -> names.put(field, name(field, taken)));
    }

    private static String name(FieldDescriptor field, TakenNames taken) {
        String name = LegalNames.of(field.getJsonName());
        return taken.takeExactly(name) ? name : taken.take(LegalNames.of(name + "_" + field.getNumber()));
    }
}
