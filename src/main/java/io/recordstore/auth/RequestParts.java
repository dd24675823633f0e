package io.recordstore.auth;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The parts of a request that need rights of their own: see {@link RequiresEach}. */
final class RequestParts {
    private final RequiresEach declared;

    RequestParts(RequiresEach declared) {
        this.declared = declared;
    }

    /** What a part does to which record type, as the request's sender wrote it. */
    record Part(Operation operation, String recordType) {
        /** The part in the RecordSpaces of its request. */
        Target of(Target request) {
            return new Target(request.tenant(), request.spaces(), recordType);
        }
    }

    /** What the parts of a request do, each once, however many parts do the same. */
    Set<Part> in(Message request) {
        Set<Part> parts = new LinkedHashSet<>();
        for (RequiresEach.Part part : declared.value()) {
            collect(request, List.of(part.of().split("\\.")), part.needs(), parts);
        }
        return parts;
    }

    private static void collect(Message message, List<String> path, Operation operation, Set<Part> parts) {
        if (path.isEmpty()) {
            parts.add(new Part(
                    operation, RequestFields.of(message).target(message).recordType()));
            return;
        }
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(path.get(0));
        List<String> rest = path.subList(1, path.size());
        if (field.isRepeated()) {
            for (Object element : (List<?>) message.getField(field)) {
                collect((Message) element, rest, operation, parts);
            }
        } else if (message.hasField(field)) {
            collect((Message) message.getField(field), rest, operation, parts);
        }
    }
}
