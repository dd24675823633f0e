package io.recordstore.auth;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Lets a service method run for whoever has a good token of the tenant; otherwise as {@link RequiresInterceptor}. */
@RequiresToken
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class RequiresTokenInterceptor {
    private final Access access;
    private final CurrentCaller currentCaller;

    @Inject
    RequiresTokenInterceptor(Access access, CurrentCaller currentCaller) {
        this.access = access;
        this.currentCaller = currentCaller;
    }

    @AroundInvoke
    Object identify(InvocationContext method) {
        Credential credential = GrpcCredentials.CREDENTIAL.get();
        GuardedCall call = new GuardedCall(
                access, currentCaller, credential, (request, target) -> access.identify(credential, target.tenant()));
        return Guard.proceed(method, call);
    }
}
