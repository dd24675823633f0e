package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.ExtendElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.RpcElement;
import com.squareup.wire.schema.internal.parser.ServiceElement;
import com.squareup.wire.schema.internal.parser.TypeElement;
import io.recordstore.fault.InvalidRequest;
import java.util.List;

/** A parsed .proto file as the descriptor that protoc would make of it. */
final class FileConversion {
    private final String path;
    private final ProtoFileElement element;
    private final SourceOptions options;
    private final SourceComments comments = new SourceComments();
    private final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();

    /** @param position where the user has the file, for errors */
    FileConversion(String path, ProtoFileElement element, String position) {
        this.path = path;
        this.element = element;
        this.options = new SourceOptions(position + ".content");
    }

    /** @throws InvalidRequest when an option is not of its type */
    FileDescriptorProto convert() {
        file.setName(path);
        boolean proto3 = setSyntax();
        if (element.getPackageName() != null) {
            file.setPackage(element.getPackageName());
        }
        addImports();
        MessageConversion messages = new MessageConversion(proto3, options, comments);
        for (TypeElement type : element.getTypes()) {
            add(messages, type);
        }
        for (ExtendElement extend : element.getExtendDeclarations()) {
            file.addAllExtension(messages.extensions(extend));
        }
        element.getServices().forEach(service -> file.addService(convert(service)));
        options.apply(element.getOptions(), file::getOptionsBuilder);
        return file.setSourceCodeInfo(comments.toSourceCodeInfo()).build();
    }

    private boolean setSyntax() {
        String syntax =
                element.getSyntax() == null ? "proto2" : element.getSyntax().toString();
        file.setSyntax(syntax);
        return syntax.equals("proto3");
    }

    /** As protoc orders them: a public import is among all by its position. */
    private void addImports() {
        file.addAllDependency(element.getImports());
        for (String imported : element.getPublicImports()) {
            file.addPublicDependency(file.getDependencyCount());
            file.addDependency(imported);
        }
        file.addAllDependency(element.getWeakImports());
    }

    private void add(MessageConversion messages, TypeElement type) {
        if (type instanceof MessageElement message) {
            List<Integer> place = List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, file.getMessageTypeCount());
            file.addMessageType(messages.convert(message, place));
        } else {
            List<Integer> place = List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, file.getEnumTypeCount());
            file.addEnumType(new EnumConversion(options, comments).convert((EnumElement) type, place));
        }
    }

    private static ServiceDescriptorProto convert(ServiceElement service) {
        ServiceDescriptorProto.Builder converted =
                ServiceDescriptorProto.newBuilder().setName(service.getName());
        for (RpcElement rpc : service.getRpcs()) {
            converted.addMethod(MethodDescriptorProto.newBuilder()
                    .setName(rpc.getName())
                    .setInputType(rpc.getRequestType())
                    .setOutputType(rpc.getResponseType())
                    .setClientStreaming(rpc.getRequestStreaming())
                    .setServerStreaming(rpc.getResponseStreaming()));
        }
        return converted.build();
    }
}
