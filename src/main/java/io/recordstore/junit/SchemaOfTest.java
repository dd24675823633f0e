package io.recordstore.junit;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ProtoFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The schema that {@link RecordSpaceTest} names, in one of three ways. */
final class SchemaOfTest {
    private final RecordSpaceTest wanted;
    private final Resources resources;

    SchemaOfTest(RecordSpaceTest wanted, Resources resources) {
        this.wanted = wanted;
        this.resources = resources;
    }

    /** @return empty where the test applies a schema itself */
    Optional<ApplySchemaRequest> request(String space) {
        requireOneWay();
        ApplySchemaRequest.Builder request = ApplySchemaRequest.newBuilder().setRecordSpace(space);
        if (wanted.protos().length > 0) {
            for (String name : wanted.protos()) {
                request.addProtoFiles(ProtoFile.newBuilder()
                        .setPath(name.replaceFirst("^/", ""))
                        .setContent(resources.text(name)));
            }
        } else if (!wanted.descriptors().isEmpty()) {
            request.setDescriptorSet(read(wanted.descriptors()));
        } else if (wanted.messages().length > 0) {
            request.setDescriptorSet(filesOf(wanted.messages()));
        } else {
            return Optional.empty();
        }
        return Optional.of(request.build());
    }

    private void requireOneWay() {
        long ways = Stream.of(wanted.protos().length > 0, !wanted.descriptors().isEmpty(), wanted.messages().length > 0)
                .filter(isGiven -> isGiven)
                .count();
        if (ways > 1) {
            throw new ExtensionConfigurationException(
                    "@RecordSpaceTest: a schema comes from protos, from descriptors or from messages; leave one of them");
        }
    }

    private FileDescriptorSet read(String name) {
        try {
            return FileDescriptorSet.parseFrom(resources.bytes(name));
        } catch (InvalidProtocolBufferException e) {
            throw new ExtensionConfigurationException("'" + name + "' is no serialised FileDescriptorSet, as"
                    + " protoc --descriptor_set_out --include_imports makes it");
        }
    }

    /** With every file that they import, each after those. */
    private static FileDescriptorSet filesOf(Class<? extends Message>[] messages) {
        Map<String, FileDescriptor> files = new LinkedHashMap<>();
        for (Class<? extends Message> message : messages) {
            add(descriptor(message).getFile(), files);
        }
        FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
        files.values().forEach(file -> set.addFile(file.toProto()));
        return set.build();
    }

    private static void add(FileDescriptor file, Map<String, FileDescriptor> files) {
        file.getDependencies().forEach(imported -> add(imported, files));
        files.putIfAbsent(file.getName(), file);
    }

    private static Descriptor descriptor(Class<? extends Message> message) {
        try {
            return (Descriptor) message.getMethod("getDescriptor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new ExtensionConfigurationException(
                    "@RecordSpaceTest: " + message.getName() + " is no message that protoc has generated", e);
        }
    }
}
