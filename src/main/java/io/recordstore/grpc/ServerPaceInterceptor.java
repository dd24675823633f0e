package io.recordstore.grpc;

import io.smallrye.mutiny.Multi;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Passes on to the client what a method asks for. Generated services take messages as fast as they come, and would pile
 * them up in memory. Runs before the token is checked: only then is the call's gRPC context the current one.
 */
@AtServerPace
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)
class ServerPaceInterceptor {

    @AroundInvoke
    Object pace(InvocationContext method) throws Exception {
        UploadDemand demand = UploadDemand.ofCurrentCall();
        Multi<?> requests = (Multi<?>) method.getParameters()[0];
        method.setParameters(new Object[] {requests.onRequest().invoke(demand::request)});
        return method.proceed();
    }
}
