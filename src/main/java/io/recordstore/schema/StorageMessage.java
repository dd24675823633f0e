package io.recordstore.schema;

import com.google.protobuf.AbstractMessage;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;
import io.recordstore.fault.DataLoss;
import java.util.Map;

/**
 * A whole record to the Record Layer, with the user's bytes that it comes from. The bytes are passed on as they are to who wants
 * the record itself; they are parsed when a field is first asked for, which not every reader does.
 *
 * <p>Its fields are those of the storage descriptor ({@link StorageFiles}), with its zeros and the hashes of its sensitive values.
 * Immutable; safe for concurrent use.
 */
public final class StorageMessage extends AbstractMessage {
    private final CompiledSchema schema;
    private final Descriptor descriptor;
    private final ByteString userBytes;

    /** Null until it is asked for. Threads that ask at once parse each their own, all equal. */
    private Message complete;

    /** @param complete null where it is parsed when it is asked for */
    StorageMessage(CompiledSchema schema, Descriptor descriptor, ByteString userBytes, Message complete) {
        this.schema = schema;
        this.descriptor = descriptor;
        this.userBytes = userBytes;
        this.complete = complete;
    }

    /** The record as its user has it: without hashes, and without the zeros that proto3 leaves out. */
    public ByteString userBytes() {
        return userBytes;
    }

    /** How many bytes a record has to its user, or about that many where it is a part of a record. */
    public static int size(Message record) {
        return record instanceof StorageMessage whole ? whole.userBytes.size() : record.getSerializedSize();
    }

    private Message complete() {
        Message known = complete;
        if (known == null) {
            known = parse();
            complete = known;
        }
        return known;
    }

    private Message parse() {
        try {
            return schema.complete(DynamicMessage.parseFrom(descriptor, userBytes));
        } catch (InvalidProtocolBufferException e) {
            throw DataLoss.ofRecord("it does not parse");
        }
    }

    @Override
    public Descriptor getDescriptorForType() {
        return descriptor;
    }

    @Override
    public boolean hasField(FieldDescriptor field) {
        return complete().hasField(field);
    }

    @Override
    public Object getField(FieldDescriptor field) {
        return complete().getField(field);
    }

    @Override
    public int getRepeatedFieldCount(FieldDescriptor field) {
        return complete().getRepeatedFieldCount(field);
    }

    @Override
    public Object getRepeatedField(FieldDescriptor field, int index) {
        return complete().getRepeatedField(field, index);
    }

    @Override
    public Map<FieldDescriptor, Object> getAllFields() {
        return complete().getAllFields();
    }

    @Override
    public boolean hasOneof(OneofDescriptor oneof) {
        return complete().hasOneof(oneof);
    }

    @Override
    public FieldDescriptor getOneofFieldDescriptor(OneofDescriptor oneof) {
        return complete().getOneofFieldDescriptor(oneof);
    }

    @Override
    public UnknownFieldSet getUnknownFields() {
        return complete().getUnknownFields();
    }

    @Override
    public Message getDefaultInstanceForType() {
        return DynamicMessage.getDefaultInstance(descriptor);
    }

    @Override
    public Parser<? extends Message> getParserForType() {
        return getDefaultInstanceForType().getParserForType();
    }

    @Override
    public Message.Builder newBuilderForType() {
        return DynamicMessage.newBuilder(descriptor);
    }

    @Override
    public Message.Builder toBuilder() {
        return complete().toBuilder();
    }
}
