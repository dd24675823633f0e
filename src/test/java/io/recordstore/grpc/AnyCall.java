package io.recordstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.recordstore.v1.OperationServiceGrpc;
import io.recordstore.v1.RecordServiceGrpc;
import io.recordstore.v1.RecordSpaceServiceGrpc;
import io.recordstore.v1.SchemaServiceGrpc;
import io.recordstore.v1.TokenServiceGrpc;
import io.recordstore.v1.TransactionServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A call of any method, with messages that are only known by their descriptors. */
public record AnyCall(Descriptors.MethodDescriptor method, String fullName, MethodDescriptor.MethodType type) {
    private static final long PATIENCE_SECONDS = 60;

    /** What came back. */
    public record Answer(Status status, List<ByteString> responses) {
        public Status.Code code() {
            return status.getCode();
        }
    }

    /** One for each method of the API. */
    public static List<AnyCall> all() {
        return Stream.of(
                        RecordSpaceServiceGrpc.getServiceDescriptor(),
                        SchemaServiceGrpc.getServiceDescriptor(),
                        RecordServiceGrpc.getServiceDescriptor(),
                        TokenServiceGrpc.getServiceDescriptor(),
                        TransactionServiceGrpc.getServiceDescriptor(),
                        OperationServiceGrpc.getServiceDescriptor())
                .map(ServiceDescriptor::getMethods)
                .flatMap(methods -> methods.stream().map(AnyCall::of))
                .toList();
    }

    private static AnyCall of(MethodDescriptor<?, ?> method) {
        ProtoMethodDescriptorSupplier schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
        return new AnyCall(schema.getMethodDescriptor(), method.getFullMethodName(), method.getType());
    }

    /** The service and the method. */
    public String name() {
        return fullName.substring(fullName.lastIndexOf('.') + 1);
    }

    /** Sends requests, of which a method that takes one gets the first, and waits for the end. */
    public Answer send(Channel channel, Metadata headers, List<? extends Message> requests) {
        MethodDescriptor<Message, ByteString> grpc = MethodDescriptor.<Message, ByteString>newBuilder()
                .setType(type)
                .setFullMethodName(fullName)
                .setRequestMarshaller(new Requests())
                .setResponseMarshaller(new Responses())
                .build();
        ClientCall<Message, ByteString> call = channel.newCall(grpc, CallOptions.DEFAULT);
        Listener listener = new Listener(call);
        call.start(listener, headers);
        call.request(1);
        (type.clientSendsOneMessage() ? requests.subList(0, 1) : requests).forEach(call::sendMessage);
        call.halfClose();
        return listener.end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static final class Listener extends ClientCall.Listener<ByteString> {
        private final ClientCall<Message, ByteString> call;
        private final List<ByteString> responses = new ArrayList<>();
        private final CompletableFuture<Answer> end = new CompletableFuture<>();

        Listener(ClientCall<Message, ByteString> call) {
            this.call = call;
        }

        @Override
        public void onMessage(ByteString response) {
            responses.add(response);
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(new Answer(status, responses));
        }
    }

    private static final class Requests implements MethodDescriptor.Marshaller<Message> {
        @Override
        public InputStream stream(Message value) {
            return new ByteArrayInputStream(value.toByteArray());
        }

        @Override
        public Message parse(InputStream stream) {
            throw new UnsupportedOperationException("requests are only sent");
        }
    }

    private static final class Responses implements MethodDescriptor.Marshaller<ByteString> {
        @Override
        public InputStream stream(ByteString value) {
            return value.newInput();
        }

        @Override
        public ByteString parse(InputStream stream) {
            try {
                return ByteString.readFrom(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
