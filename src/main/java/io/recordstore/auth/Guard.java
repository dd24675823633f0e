package io.recordstore.auth;

import com.google.protobuf.Message;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.interceptor.InvocationContext;

/** Runs an intercepted service method with the requests that its call permits. */
final class Guard {
    private Guard() {}

    /** What the method returns, once the call permits it to run. */
    static Object proceed(InvocationContext method, GuardedCall call) {
        Object argument = method.getParameters()[0];
        Uni<?> permitted =
                argument instanceof Multi<?> requests ? call.permit(requests) : call.permit((Message) argument);
        return Multi.class.isAssignableFrom(method.getMethod().getReturnType())
                ? permitted.onItem().transformToMulti(request -> (Multi<?>) run(method, request))
                : permitted.onItem().transformToUni(request -> (Uni<?>) run(method, request));
    }

    private static Object run(InvocationContext method, Object request) {
        method.setParameters(new Object[] {request});
        try {
            return method.proceed();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException("a service method threw a checked exception", failure);
        }
    }
}
