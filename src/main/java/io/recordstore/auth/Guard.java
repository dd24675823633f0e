package io.recordstore.auth;

import com.google.protobuf.Message;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.interceptor.InvocationContext;

/** Runs an intercepted service method with the requests that its call permits. */
final class Guard {
    private Guard() {}

    /**
     * What the method returns, once the call permits it to run. A single answer comes on the context that the call came on:
     * its headers, message and trailers are then one task of the event loop, and not three.
     */
    static Object proceed(InvocationContext method, GuardedCall call) {
        Object argument = method.getParameters()[0];
        Uni<?> permitted =
                argument instanceof Multi<?> requests ? call.permit(requests) : call.permit((Message) argument);
        return Multi.class.isAssignableFrom(method.getMethod().getReturnType())
                ? permitted.onItem().transformToMulti(request -> (Multi<?>) run(method, request))
                : call.atOrigin(permitted.onItem().transformToUni(request -> (Uni<?>) run(method, request)));
    }

    /**
     * As {@link #proceed}, of a method that takes one request and returns a stream. Each of its messages is sent only while
     * the call is permitted, and the stream ends soon after it no longer is, also where it has nothing to say.
     */
    static Multi<?> proceedThroughout(InvocationContext method, GuardedCall call) {
        Message asked = (Message) method.getParameters()[0];
        Multi<Object> messages =
                call.permit(asked).onItem().transformToMulti(request -> (Multi<?>) run(method, request));
        return Throughout.permitted(messages, () -> call.permit(asked));
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
