package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The hashes beside the sensitive fields of records: set when a record is read or is about to be written, and taken out of
 * what is stored and returned. Applies to messages of the storage descriptors; safe for concurrent use.
 */
final class HashedValues {
    private final SensitiveFields sensitive;
    private final Map<Descriptor, Plan> plans = new HashMap<>();

    /** @param userTypes the user's descriptors by the storage descriptors of the record types */
    HashedValues(SensitiveFields sensitive, Map<Descriptor, Descriptor> userTypes) {
        this.sensitive = sensitive;
        if (!sensitive.isEmpty()) {
            userTypes.forEach(this::plan);
            dropWhatLeadsToNone();
        }
    }

    /** A sensitive field of a storage message, and the one that holds its hash. */
    private record Hashed(FieldDescriptor field, FieldDescriptor hash, String label) {}

    /** What there is to do in a message: hashes to set, and messages to look into. */
    private record Plan(List<Hashed> hashed, List<FieldDescriptor> messages) {}

    private void plan(Descriptor storage, Descriptor user) {
        if (plans.containsKey(storage)) {
            return;
        }
        Plan plan = new Plan(new ArrayList<>(), new ArrayList<>());
        plans.put(storage, plan);
        for (FieldDescriptor field : user.getFields()) {
            FieldDescriptor stored = storage.findFieldByNumber(field.getNumber());
            sensitive.hashOf(field).ifPresent(hash -> plan.hashed()
                    .add(new Hashed(stored, hash, SensitiveFields.label(field))));
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                plan.messages().add(stored);
                plan(stored.getMessageType(), field.getMessageType());
            }
        }
    }

    /** So that a record is looked into only where a sensitive field can be. */
    private void dropWhatLeadsToNone() {
        Set<Descriptor> leading = new HashSet<>();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Map.Entry<Descriptor, Plan> entry : plans.entrySet()) {
                boolean leads = !entry.getValue().hashed().isEmpty()
                        || entry.getValue().messages().stream()
                                .anyMatch(field -> leading.contains(field.getMessageType()));
                grew |= leads && leading.add(entry.getKey());
            }
        }
        plans.keySet().retainAll(leading);
        plans.values().forEach(plan -> plan.messages().removeIf(field -> !leading.contains(field.getMessageType())));
    }

    /** The record with the hashes of its sensitive values. */
    Message add(Message record) {
        return rewrite(record, true);
    }

    /** The record without hashes. */
    Message remove(Message record) {
        return rewrite(record, false);
    }

    private Message rewrite(Message message, boolean add) {
        Plan plan = plans.get(message.getDescriptorForType());
        if (plan == null) {
            return message;
        }
        Message.Builder changed = message.toBuilder();
        for (Hashed hashed : plan.hashed()) {
            changed.clearField(hashed.hash());
            if (add) {
                addHash(changed, hashed);
            }
        }
        plan.messages().forEach(field -> rewriteNested(changed, field, add));
        return changed.build();
    }

    private void addHash(Message.Builder message, Hashed hashed) {
        FieldDescriptor field = hashed.field();
        if (field.isRepeated()) {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                message.addRepeatedField(
                        hashed.hash(), sensitive.hashStored(hashed.label(), message.getRepeatedField(field, i)));
            }
        } else if (message.hasField(field)) {
            message.setField(hashed.hash(), sensitive.hashStored(hashed.label(), message.getField(field)));
        }
    }

    private void rewriteNested(Message.Builder message, FieldDescriptor field, boolean add) {
        if (field.isRepeated()) {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                message.setRepeatedField(field, i, rewrite((Message) message.getRepeatedField(field, i), add));
            }
        } else if (message.hasField(field)) {
            message.setField(field, rewrite((Message) message.getField(field), add));
        }
    }
}
