package io.recordstore.auth;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a request message says what its call is about: its string fields {@code tenant}, {@code record_space} or
 * {@code prefix}, and {@code record_type}.
 */
final class RequestFields {
    private static final Map<Descriptor, RequestFields> BY_MESSAGE = new ConcurrentHashMap<>();

    private final Optional<FieldDescriptor> tenant;
    private final Optional<FieldDescriptor> recordSpace;
    private final Optional<FieldDescriptor> prefix;
    private final Optional<FieldDescriptor> recordType;
    private final Optional<FieldDescriptor> made;
    private final Optional<FieldDescriptor> at;

    private RequestFields(Descriptor message) {
        tenant = stringField(message, "tenant");
        recordSpace = stringField(message, "record_space");
        prefix = stringField(message, "prefix");
        recordType = stringField(message, "record_type");
        made = stringField(message, "target");
        at = Optional.ofNullable(message.findFieldByName("at")).filter(FieldDescriptor::hasPresence);
    }

    /** The fields of one type of message; found once. */
    static RequestFields of(Message request) {
        return BY_MESSAGE.computeIfAbsent(request.getDescriptorForType(), RequestFields::new);
    }

    Target target(Message request) {
        return new Target(text(request, tenant), spaces(request), text(request, recordType));
    }

    /** What a call makes of what it is about: the RecordSpace that its field {@code target} names. */
    Target made(Message request) {
        return new Target(text(request, tenant), new Target.One(text(request, made)), "");
    }

    /** Whether the call is about what was, and not about what is: it has the field {@code at}. */
    boolean isOfThePast(Message request) {
        return at.map(request::hasField).orElse(false);
    }

    /** The request with its tenant filled in. */
    Message withTenant(Message request, String name) {
        boolean isMissing = tenant.isPresent() && text(request, tenant).isEmpty();
        return isMissing ? request.toBuilder().setField(tenant.get(), name).build() : request;
    }

    private Target.Spaces spaces(Message request) {
        if (recordSpace.isPresent()) {
            return new Target.One(text(request, recordSpace));
        }
        return prefix.<Target.Spaces>map(field -> new Target.StartingWith((String) request.getField(field)))
                .orElseGet(Target.WholeTenant::new);
    }

    private static String text(Message request, Optional<FieldDescriptor> field) {
        return field.map(present -> (String) request.getField(present)).orElse("");
    }

    private static Optional<FieldDescriptor> stringField(Descriptor message, String name) {
        return Optional.ofNullable(message.findFieldByName(name))
                .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.STRING && !field.isRepeated());
    }
}
