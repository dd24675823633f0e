package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.v1.Options;
import io.recordstore.v1.RecordFieldOptions;
import io.recordstore.v1.RecordOptions;
import java.util.ArrayList;
import java.util.List;

/** What messages say of themselves in the options of {@code recordstore/v1/options.proto}. */
final class DeclaredRecords {
    private static final ExtensionRegistry REGISTRY = ExtensionRegistry.newInstance();

    static {
        Options.registerAllExtensions(REGISTRY);
    }

    private final List<Positioned<RecordTypeDefinition>> recordTypes = new ArrayList<>();
    private final List<Positioned<IndexDefinition>> indexes = new ArrayList<>();
    private final List<Positioned<FieldDescriptor>> sensitive = new ArrayList<>();

    /** @throws InvalidRequest when an option cannot be read */
    DeclaredRecords(List<Descriptor> messages) {
        messages.forEach(this::add);
    }

    List<Positioned<RecordTypeDefinition>> recordTypes() {
        return recordTypes;
    }

    List<Positioned<IndexDefinition>> indexes() {
        return indexes;
    }

    List<Positioned<FieldDescriptor>> sensitive() {
        return sensitive;
    }

    private void add(Descriptor message) {
        String position = "option (recordstore.v1.record) of " + Shown.name(message.getFullName());
        MessageOptions options = options(message);
        RecordOptions record = options.getExtension(Options.record);
        List<String> primaryKey = new ArrayList<>(record.getPrimaryKeyList());
        List<Positioned<IndexDefinition>> fieldIndexes = new ArrayList<>();
        for (FieldDescriptor field : message.getFields()) {
            RecordFieldOptions role = role(field);
            if (role.getPrimaryKey()) {
                requireOnePlace(record, field, position);
                primaryKey.add(field.getName());
            }
            if (role.getSensitive()) {
                sensitive.add(new Positioned<>(field, position(field)));
            }
            if (role.getIndexed() || role.getUnique()) {
                fieldIndexes.add(index(message, field, role.getUnique()));
            }
        }
        if (!options.hasExtension(Options.record) && primaryKey.isEmpty()) {
            requireNoIndex(fieldIndexes);
            return;
        }
        recordTypes.add(new Positioned<>(new RecordTypeDefinition(message.getFullName(), primaryKey), position));
        for (int i = 0; i < record.getIndexesCount(); i++) {
            String at = position + ".indexes[" + i + "]";
            indexes.add(new Positioned<>(
                    IndexMessages.read(record.getIndexes(i), at).on(message.getFullName()), at));
        }
        indexes.addAll(fieldIndexes);
    }

    private static void requireOnePlace(RecordOptions record, FieldDescriptor field, String position) {
        if (record.getPrimaryKeyCount() > 0) {
            throw new InvalidRequest(
                    position + ".primary_key",
                    "the primary key is named here, and '" + field.getName() + "' is marked too: say it in one place");
        }
    }

    private static void requireNoIndex(List<Positioned<IndexDefinition>> indexes) {
        if (!indexes.isEmpty()) {
            throw new InvalidRequest(
                    indexes.get(0).position(),
                    "its message is no record type: name its primary key, or index the path to it from the record type");
        }
    }

    private static Positioned<IndexDefinition> index(Descriptor message, FieldDescriptor field, boolean unique) {
        String name = message.getName() + "_by_" + field.getName();
        IndexDefinition index = IndexDefinition.value(name, message.getFullName(), List.of(field.getName()));
        return new Positioned<>(unique ? index.asUnique() : index, position(field));
    }

    private static String position(FieldDescriptor field) {
        return "option (recordstore.v1.field) of " + Shown.name(field.getFullName());
    }

    /** In a set that came over the wire the options are unknown fields. */
    private static MessageOptions options(Descriptor message) {
        try {
            return MessageOptions.parseFrom(message.getOptions().toByteString(), REGISTRY);
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(message.getFullName());
        }
    }

    private static RecordFieldOptions role(FieldDescriptor field) {
        try {
            return FieldOptions.parseFrom(field.getOptions().toByteString(), REGISTRY)
                    .getExtension(Options.field);
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(field.getFullName());
        }
    }

    private static InvalidRequest unreadable(String name) {
        return new InvalidRequest(
                "options of " + Shown.name(name), "they are not those of recordstore/v1/options.proto");
    }
}
