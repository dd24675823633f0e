package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.recordstore.fault.InvalidRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules of the Protobuf language that protoc keeps and Protobuf's Java library does not. */
final class ProtobufRules {
    private static final int MAX_FIELD_NUMBER = 536_870_911;
    private static final int FIRST_OF_PROTOBUF = 19_000;
    private static final int LAST_OF_PROTOBUF = 19_999;
    private static final List<String> RESERVED_PACKAGES =
            List.of("google.protobuf", "recordstore", "io.recordstore.generated");

    private final FileDescriptor file;
    private final String position;

    private ProtobufRules(FileDescriptor file, String position) {
        this.file = file;
        this.position = position;
    }

    /**
     * @param position where the user has the file, for errors
     * @throws InvalidRequest when the file breaks a rule
     */
    static void check(FileDescriptor file, String position) {
        new ProtobufRules(file, position).check();
    }

    private void check() {
        for (String reserved : RESERVED_PACKAGES) {
            require(
                    !file.getPackage().equals(reserved) && !file.getPackage().startsWith(reserved + "."),
                    "the package " + reserved + " is reserved: choose one of your own");
        }
        file.getMessageTypes().forEach(this::check);
        file.getEnumTypes().forEach(this::check);
    }

    private void check(Descriptor message) {
        Map<String, FieldDescriptor> jsonNames = new HashMap<>();
        for (FieldDescriptor field : message.getFields()) {
            checkNumber(field);
            checkReserved(message.toProto(), field);
            FieldDescriptor other = jsonNames.put(field.getJsonName(), field);
            require(
                    other == null,
                    Shown.name(field.getFullName()) + " has the same name in JSON as another field of its message, '"
                            + Shown.name(field.getJsonName()) + "'");
        }
        message.getNestedTypes().forEach(this::check);
        message.getEnumTypes().forEach(this::check);
    }

    private void checkNumber(FieldDescriptor field) {
        int number = field.getNumber();
        require(
                number <= MAX_FIELD_NUMBER && (number < FIRST_OF_PROTOBUF || number > LAST_OF_PROTOBUF),
                Shown.name(field.getFullName()) + " has the number " + number + ": numbers are from 1 to "
                        + MAX_FIELD_NUMBER + " without " + FIRST_OF_PROTOBUF + " to " + LAST_OF_PROTOBUF
                        + ", which are reserved for Protobuf itself");
    }

    private void checkReserved(DescriptorProto message, FieldDescriptor field) {
        require(
                !message.getReservedNameList().contains(field.getName()),
                Shown.name(field.getFullName()) + " has a name that its message reserves");
        for (ReservedRange range : message.getReservedRangeList()) {
            require(
                    field.getNumber() < range.getStart() || field.getNumber() >= range.getEnd(),
                    Shown.name(field.getFullName()) + " has a number that its message reserves, " + field.getNumber());
        }
    }

    private void check(EnumDescriptor type) {
        boolean zeroFirst = type.getValues().get(0).getNumber() == 0;
        require(
                zeroFirst || type.isClosed(),
                "the first value of the enum " + Shown.name(type.getFullName()) + " must be zero in proto3");
    }

    private void require(boolean condition, String description) {
        if (!condition) {
            throw new InvalidRequest(position, description);
        }
    }
}
