package io.recordstore.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;

/** Asks a server for its services, as tools do that know no .proto. */
public final class Reflection {
    private Reflection() {}

    /** @param version the package of the reflection service; its messages are the same in all */
    public static Code code(Channel channel, String version) {
        MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method =
                MethodDescriptor.<ServerReflectionRequest, ServerReflectionResponse>newBuilder()
                        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                        .setFullMethodName(version + ".ServerReflection/ServerReflectionInfo")
                        .setRequestMarshaller(ProtoUtils.marshaller(ServerReflectionRequest.getDefaultInstance()))
                        .setResponseMarshaller(ProtoUtils.marshaller(ServerReflectionResponse.getDefaultInstance()))
                        .build();
        ServerReflectionRequest request =
                ServerReflectionRequest.newBuilder().setListServices("").build();
        try {
            Iterator<ServerReflectionResponse> answers =
                    ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
            answers.next();
            return Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }
}
