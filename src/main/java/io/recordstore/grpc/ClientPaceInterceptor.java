package io.recordstore.grpc;

import io.smallrye.mutiny.Multi;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Holds a method's stream to the pace of its client. Generated services subscribe to it with unbounded demand, and would
 * pile it up in memory. Runs before the token is checked: only then is the call's gRPC context the current one.
 */
@AtClientPace
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)
class ClientPaceInterceptor {

    @AroundInvoke
    Object pace(InvocationContext method) throws Exception {
        ClientReadiness client = ClientReadiness.ofCurrentCall();
        return ((Multi<?>) method.proceed()).onItem().transformToUniAndConcatenate(message -> client.whenReady()
                .replaceWith(message));
    }
}
