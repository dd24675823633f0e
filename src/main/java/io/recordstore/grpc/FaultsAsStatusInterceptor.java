package io.recordstore.grpc;

import io.recordstore.telemetry.RequestId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Turns what a method fails with into a status, also what the interceptors behind this one fail with. Quarkus has a bean
 * for that purpose, {@code ExceptionHandlerProvider}, and keeps the one of before a live reload.
 */
@FaultsAsStatus
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE - 2)
class FaultsAsStatusInterceptor {

    @AroundInvoke
    Object answer(InvocationContext method) throws Exception {
        String requestId = RequestId.current().orElse("");
        Object response = proceed(method, requestId);
        if (response instanceof Multi<?> stream) {
            return stream.onFailure().transform(error -> GrpcFaults.toStatus(error, requestId));
        }
        if (response instanceof Uni<?> single) {
            return single.onFailure().transform(error -> GrpcFaults.toStatus(error, requestId));
        }
        return response;
    }

    private static Object proceed(InvocationContext method, String requestId) throws Exception {
        try {
            return method.proceed();
        } catch (RuntimeException e) {
            throw GrpcFaults.toStatus(e, requestId);
        }
    }
}
