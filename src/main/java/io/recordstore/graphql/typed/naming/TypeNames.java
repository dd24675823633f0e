package io.recordstore.graphql.typed.naming;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What messages, enums and the types that are made for them are called. A message is called as in its package, {@code
 * Order_Line} when it is nested. One that GraphQL or a typed API has a type for has {@code _} after it; of two that would be
 * called the same, the later one has its package before it.
 */
public final class TypeNames {
    private final Set<String> reserved;
    private final TakenNames taken;
    private final Map<String, String> names = new HashMap<>();

    /** @param reserved that no message may have */
    public TypeNames(Collection<String> reserved) {
        this.reserved = Set.copyOf(reserved);
        this.taken = new TakenNames(reserved);
    }

    /** The name of a message or an enum; the same whenever it is asked for. */
    public String of(GenericDescriptor type) {
        return names.computeIfAbsent(type.getFullName(), fullName -> take(fullName, type.getFile()));
    }

    private String take(String fullName, FileDescriptor file) {
        String simple = file.getPackage().isEmpty()
                ? fullName
                : fullName.substring(file.getPackage().length() + 1);
        String name = LegalNames.of(simple.replace('.', '_'));
        if (reserved.contains(name)) {
            return taken.take(name);
        }
        return taken.takeExactly(name) ? name : taken.take(LegalNames.of(fullName.replace('.', '_')));
    }

    /** A name for a type that is made, which no message may take after it. */
    public String made(String name) {
        return taken.take(LegalNames.of(name));
    }
}
