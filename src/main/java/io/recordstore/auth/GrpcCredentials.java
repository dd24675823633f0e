package io.recordstore.auth;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Takes the token from a gRPC call's {@code authorization} metadata and keeps it in the call's gRPC context, where
 * {@link RequiresInterceptor} finds it when the service method is called.
 */
@GlobalInterceptor
@ApplicationScoped
public class GrpcCredentials implements ServerInterceptor {
    static final Context.Key<Credential> CREDENTIAL =
            Context.keyWithDefault("record-store credential", Credential.ofHeader(null));

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Credential credential = of(headers, call.getMethodDescriptor());
        return Contexts.interceptCall(Context.current().withValue(CREDENTIAL, credential), call, headers, next);
    }

    /** What a call of a method carries. */
    public static Credential of(Metadata headers, MethodDescriptor<?, ?> method) {
        return Credential.ofHeader(headers.get(AUTHORIZATION), name(method));
    }

    /** The service without its package, and the method: {@code RecordService/Put}. */
    private static String name(MethodDescriptor<?, ?> method) {
        String fullName = method.getFullMethodName();
        return fullName.substring(fullName.lastIndexOf('.') + 1);
    }
}
