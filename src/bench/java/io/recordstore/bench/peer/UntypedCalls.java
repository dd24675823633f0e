package io.recordstore.bench.peer;

import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ClientCalls;

/** gRPC calls whose messages are written and read by field number, where no code is generated for them. */
final class UntypedCalls {
    private static final MethodDescriptor.Marshaller<UnknownFieldSet> MARSHALLER =
            ProtoLiteUtils.marshaller(UnknownFieldSet.getDefaultInstance());

    private UntypedCalls() {}

    /** @param name "package.Service/Method" */
    static MethodDescriptor<UnknownFieldSet, UnknownFieldSet> method(String name) {
        return MethodDescriptor.newBuilder(MARSHALLER, MARSHALLER)
                .setFullMethodName(name)
                .setType(MethodDescriptor.MethodType.UNARY)
                .build();
    }

    static UnknownFieldSet call(
            Channel channel, MethodDescriptor<UnknownFieldSet, UnknownFieldSet> method, UnknownFieldSet request) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }
}
