package io.recordstore.auth;

import com.google.protobuf.Message;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Lets a service method run only once {@link Access} has allowed its call, and on the Vert.x context that it was
 * called on, so that the method finds its request scope.
 *
 * <p>Of a method that takes a stream, each request is checked as it arrives, and one that names no RecordSpace is about
 * the same as the one before it; the method itself runs once the token is known to be good.
 */
@Requires(Operation.READ)
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class RequiresInterceptor {
    private final Access access;
    private final CurrentCaller currentCaller;

    @Inject
    RequiresInterceptor(Access access, CurrentCaller currentCaller) {
        this.access = access;
        this.currentCaller = currentCaller;
    }

    @AroundInvoke
    Object authorise(InvocationContext method) {
        Requires required = method.getInterceptorBinding(Requires.class);
        Credential credential = GrpcCredentials.CREDENTIAL.get();
        GuardedCall call = new GuardedCall(
                access, currentCaller, credential, (request, target) -> check(credential, required, request, target));
        return required.throughout() ? Guard.proceedThroughout(method, call) : Guard.proceed(method, call);
    }

    /** What was is told from the changes since, so who asks for it must be allowed to follow them. */
    private Uni<Caller> check(Credential credential, Requires required, Message request, Target target) {
        RequestFields fields = RequestFields.of(request);
        Uni<Caller> caller = access.check(credential, required.value(), target);
        if (fields.isOfThePast(request)) {
            caller = caller.chain(allowed -> access.check(credential, Operation.WATCH, target));
        }
        for (Operation ofTarget : required.ofTarget()) {
            caller = caller.chain(allowed -> access.check(credential, ofTarget, fields.made(request)));
        }
        return caller;
    }
}
