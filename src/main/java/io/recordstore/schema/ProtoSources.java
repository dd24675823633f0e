package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import io.recordstore.fault.InvalidRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * .proto sources as descriptors, with their comments. Wire's parser reads the syntax; which type a name means is left to
 * Protobuf: see {@link UserFiles}.
 */
final class ProtoSources {
    static final String POSITION = "proto_files";

    private ProtoSources() {}

    /** @throws InvalidRequest when a file cannot be parsed, telling the line */
    static FileDescriptorSet parse(List<ProtoSource> sources) {
        checkLimits(sources);
        FileDescriptorSet.Builder files = FileDescriptorSet.newBuilder();
        for (int i = 0; i < sources.size(); i++) {
            String position = POSITION + "[" + i + "]";
            ProtoSource source = sources.get(i);
            SourceNesting.check(source.content(), position + ".content");
            files.addFile(new FileConversion(source.path(), element(source, position), position).convert());
        }
        return asStored(files.build());
    }

    /** Options of ours become unknown fields, as they are in files that were stored: so that both compare equal. */
    private static FileDescriptorSet asStored(FileDescriptorSet files) {
        try {
            return FileDescriptorSet.parseFrom(files.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("descriptors that were written cannot be read", e);
        }
    }

    private static void checkLimits(List<ProtoSource> sources) {
        if (sources.size() > SchemaLimits.MAX_FILES) {
            throw new InvalidRequest(POSITION, "there are more than " + SchemaLimits.MAX_FILES + " files");
        }
        long length = 0;
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < sources.size(); i++) {
            ProtoSource source = sources.get(i);
            length += source.content().length();
            if (length > SchemaLimits.MAX_BYTES) {
                throw new InvalidRequest(POSITION, "the files have more than " + SchemaLimits.MAX_BYTES + " bytes");
            }
            if (source.path().isEmpty() || source.path().length() > SchemaLimits.MAX_NAME) {
                throw new InvalidRequest(
                        POSITION + "[" + i + "].path", "it has 1 to " + SchemaLimits.MAX_NAME + " characters");
            }
            if (!paths.add(source.path())) {
                throw new InvalidRequest(
                        POSITION + "[" + i + "].path", "'" + source.path() + "' is among the files twice");
            }
        }
    }

    /** Wire says what is wrong in an IllegalStateException, with path, line and column. */
    private static ProtoFileElement element(ProtoSource source, String position) {
        try {
            return ProtoParser.Companion.parse(Location.get(source.path()), source.content());
        } catch (RuntimeException e) {
            throw new InvalidRequest(position + ".content", Shown.sentence(e.getMessage()));
        }
    }
}
