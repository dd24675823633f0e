package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The zeros of proto3 fields without {@code optional}: on the wire such a field is absent when it is zero, and to the
 * Record Layer what is absent is null. A record is filled with its zeros when it is read and stripped of them when it
 * is stored, so that they can be indexed and queried like any value, and the stored bytes are the user's own.
 *
 * <p>Applies to messages of the storage descriptors ({@link StorageFiles}); safe for concurrent use.
 */
final class ZeroValues {
    private final Map<Descriptor, Plan> plans;

    /** @param userTypes the user's descriptors by the storage descriptors of the record types */
    ZeroValues(Map<Descriptor, Descriptor> userTypes) {
        Map<Descriptor, Plan> all = new HashMap<>();
        userTypes.forEach((storage, user) -> plan(storage, user, all));
        this.plans = Map.copyOf(all);
    }

    /** What there is to do in a message: zeros to set, and messages to look into. */
    private record Plan(List<FieldDescriptor> implicit, List<FieldDescriptor> messages) {}

    private static void plan(Descriptor storage, Descriptor user, Map<Descriptor, Plan> plans) {
        if (plans.containsKey(storage)) {
            return;
        }
        List<FieldDescriptor> implicit = new ArrayList<>();
        List<FieldDescriptor> messages = new ArrayList<>();
        plans.put(storage, new Plan(implicit, messages));
        for (FieldDescriptor field : user.getFields()) {
            FieldDescriptor stored = storage.findFieldByNumber(field.getNumber());
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                messages.add(stored);
                plan(stored.getMessageType(), field.getMessageType(), plans);
            } else if (isImplicit(field)) {
                implicit.add(stored);
            }
        }
    }

    /** A map's entry always has its key and its value, in proto2 too. */
    private static boolean isImplicit(FieldDescriptor field) {
        return !field.isRepeated()
                && (!field.hasPresence()
                        || field.getContainingType().getOptions().getMapEntry());
    }

    /** The record with every zero that is absent set. */
    Message fill(Message record) {
        return rewrite(record, true);
    }

    /** The record without its zeros, as proto3 writes it. */
    Message strip(Message record) {
        return rewrite(record, false);
    }

    private Message rewrite(Message message, boolean fill) {
        Plan plan = plans.get(message.getDescriptorForType());
        Message.Builder changed = null;
        for (FieldDescriptor field : plan.implicit()) {
            boolean present = message.hasField(field);
            if (fill && !present) {
                changed = builder(changed, message).setField(field, field.getDefaultValue());
            } else if (!fill && present && message.getField(field).equals(field.getDefaultValue())) {
                changed = builder(changed, message).clearField(field);
            }
        }
        for (FieldDescriptor field : plan.messages()) {
            changed = field.isRepeated()
                    ? rewriteElements(message, field, fill, changed)
                    : rewriteNested(message, field, fill, changed);
        }
        return changed == null ? message : changed.build();
    }

    private Message.Builder rewriteElements(
            Message message, FieldDescriptor field, boolean fill, Message.Builder changed) {
        Message.Builder builder = changed;
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            Message element = (Message) message.getRepeatedField(field, i);
            Message rewritten = rewrite(element, fill);
            if (rewritten != element) {
                builder = builder(builder, message).setRepeatedField(field, i, rewritten);
            }
        }
        return builder;
    }

    private Message.Builder rewriteNested(
            Message message, FieldDescriptor field, boolean fill, Message.Builder changed) {
        if (!message.hasField(field)) {
            return changed;
        }
        Message nested = (Message) message.getField(field);
        Message rewritten = rewrite(nested, fill);
        return rewritten == nested ? changed : builder(changed, message).setField(field, rewritten);
    }

    private static Message.Builder builder(Message.Builder changed, Message message) {
        return changed == null ? message.toBuilder() : changed;
    }
}
