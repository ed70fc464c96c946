package dev.playhead.access;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a node accepts a request or connection: returns the refusal to answer, or null. Any thread, without
 * I/O.
 */
public final class Access implements AutoCloseable {
    private static final String BEARER = "bearer ";
    private static final String ANY = "*";

    private final AccessSettings settings;
    private final Set<String> hosts;
    private final Set<String> origins;
    private final @Nullable TokenFile tokens;
    private final @Nullable ScheduledExecutorService watcher;

    /** The Host that was known last: most requests have the same. */
    private volatile String lastKnown = "";

    private Access(AccessSettings settings, @Nullable TokenFile tokens) {
        this.settings = settings;
        this.hosts = settings.namedHosts().map(Access::lower).collect(Collectors.toUnmodifiableSet());
        this.origins = settings.origins().stream().map(Access::lower).collect(Collectors.toUnmodifiableSet());
        this.tokens = tokens;
        this.watcher = tokens == null ? null : watch(tokens, settings);
    }

    /** @throws IllegalArgumentException with a sentence if the file of tokens cannot be read */
    public static Access of(AccessSettings settings) {
        try {
            return new Access(
                    settings,
                    settings.tokens().isPresent()
                            ? new TokenFile(settings.tokens().get())
                            : null);
        } catch (IOException failure) {
            throw new IllegalArgumentException(
                    "The node cannot use the file of auth.tokens (" + failure.getMessage() + ")", failure);
        }
    }

    /** Checks a request by HTTP or for a WebSocket, by its three headers; an absent header is null. */
    public @Nullable Refusal check(@Nullable String host, @Nullable String origin, @Nullable String authorization) {
        Refusal refusal = checkHost(host);
        if (refusal == null) {
            refusal = checkOrigin(origin, host);
        }
        return refusal == null ? checkAuthorization(authorization) : refusal;
    }

    /** A page can make its own name mean this machine (DNS rebinding), but it cannot make the browser say another name. */
    @Nullable
    Refusal checkHost(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return Problem.FORBIDDEN.because("The request has no Host");
        }
        if (host.equals(lastKnown)) {
            return null;
        }
        HostName name = HostName.of(host);
        boolean known = name.isLoopback()
                || (!settings.httpOnLoopback() && name.isAddress())
                || hosts.contains(ANY)
                || hosts.contains(name.host())
                || hosts.contains(lower(host));
        if (!known) {
            return Problem.FORBIDDEN.because(
                    "The node does not serve the Host " + host + "; http.hosts lists the allowed hosts");
        }
        lastKnown = host;
        return null;
    }

    /**
     * Checks the Origin, which only browsers send; a page may come from this node, this machine, or the settings'
     * origins.
     */
    @Nullable
    Refusal checkOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return null;
        }
        String text = lower(origin);
        int scheme = text.indexOf("://");
        String authority = scheme < 0 ? "" : text.substring(scheme + 3);
        boolean known = origins.contains(ANY)
                || origins.contains(text)
                || (host != null && !authority.isEmpty() && authority.equals(lower(host)))
                || (settings.httpOnLoopback() && HostName.of(authority).isLoopback());
        return known
                ? null
                : Problem.FORBIDDEN.because(
                        "The node refuses pages of the Origin " + origin + "; http.origins lists the allowed origins");
    }

    @Nullable
    Refusal checkAuthorization(@Nullable String authorization) {
        if (tokens == null) {
            return null;
        }
        String token = bearer(authorization);
        return token == null
                ? Problem.UNAUTHORIZED.because("The request needs the header Authorization: Bearer TOKEN")
                : checkToken(token);
    }

    /** Returns the principal of a request: the name of its token; empty for a node without tokens. */
    public String principal(@Nullable String authorization) {
        String token = bearer(authorization);
        String owner = tokens == null || token == null ? null : tokens.owner(token);
        return owner == null ? "" : owner;
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** Checks the token in the hello of a TCP connection; null without a token. */
    public @Nullable Refusal checkToken(@Nullable String token) {
        if (tokens == null) {
            return null;
        }
        if (token == null) {
            return Problem.UNAUTHORIZED.because("The hello needs a token");
        }
        return tokens.owner(token) == null ? Problem.UNAUTHORIZED.because("The token is not valid") : null;
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.shutdownNow();
        }
    }

    private static ScheduledExecutorService watch(TokenFile tokens, AccessSettings settings) {
        ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "token-file");
            thread.setDaemon(true);
            return thread;
        });
        long nanos = settings.tokensRefresh().toNanos();
        watcher.scheduleWithFixedDelay(tokens::refresh, nanos, nanos, TimeUnit.NANOSECONDS);
        return watcher;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
