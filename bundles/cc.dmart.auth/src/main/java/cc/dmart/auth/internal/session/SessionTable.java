package cc.dmart.auth.internal.session;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.SessionEvents;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.Settings;
import cc.dmart.auth.internal.invite.InvitationRows;
import cc.dmart.auth.internal.store.LineLog;
import cc.dmart.auth.internal.store.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one node, in memory and in {@code DMART_DATA/auth/sessions.jsonl} ({@code security.md} 2.4): durable, but
 * losing the file only logs everybody out. References the rows alone, so that {@code core} can use it ({@code design.md} 4).
 *
 * <p>Thread-safe: look-ups go to a concurrent map; file and changes are guarded by one lock, which calls nobody.
 */
@Component(
        service = {SessionEvents.class, Sessions.class},
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class SessionTable implements SessionEvents, Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTable.class);
    private static final long TOUCH_MS = 60_000;
    private static final long PURGE_MS = 60_000;
    private static final int SLACK_LINES = 1000;
    /** Bots have no limit in the settings; one whose program logs in for each call must not fill the memory. */
    private static final int MOST_OF_A_BOT = 1000;

    private static final String END = "end";
    private static final String TOUCH = "touch";

    private final Map<Digest, Session> byToken = new ConcurrentHashMap<>();
    private final Map<String, Set<Session>> byAccount = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final int maxPerAccount;
    private final boolean endOnPassword;
    private final Lockouts lockouts;
    private final Rows rows;
    private final long holdMs;
    private final LineLog log;
    /** Ends that are not in the file since the disk failed. */
    private final List<String> owed = new ArrayList<>();

    private long purgedAt;
    private volatile boolean healthy = true;

    /** Reads the stored sessions. @throws IOException if the file cannot be opened */
    @Activate
    public SessionTable(@Reference Rows rows, AuthConfig config) throws IOException {
        this(rows, config, Clock.systemUTC());
    }

    SessionTable(Rows rows, AuthConfig config, Clock clock) throws IOException {
        this(rows, config, clock, LineLog::open);
    }

    SessionTable(Rows rows, AuthConfig config, Clock clock, LineLog.Opening opening) throws IOException {
        this.clock = clock;
        this.rows = rows;
        holdMs = 86_400_000L
                * Settings.inRange("deleted_shortname_hold_days", config.deleted_shortname_hold_days(), 0, 36_500);
        maxPerAccount = Settings.inRange("max_sessions_per_user", config.max_sessions_per_user(), 0, 1000);
        endOnPassword = config.logout_on_pwd_change();
        lockouts = new Lockouts(
                rows,
                clock,
                Settings.inRange("max_failed_login_attempts", config.max_failed_login_attempts(), 0, 1000),
                Settings.inRange("lockout_seconds", config.lockout_seconds(), 1, 86_400));
        log = opening.open(Path.of(config.data(), "auth", "sessions.jsonl"), this::replay);
        compact();
    }

    /** Closes the file. @throws IOException if the disk fails */
    @Deactivate
    public void close() throws IOException {
        lock.lock();
        try {
            if (!owed.isEmpty()) { // the disk may take by now what it did not
                isWritten(List.of(), true);
            }
            log.close();
        } finally {
            lock.unlock();
        }
    }

    private void replay(JsonObject line) {
        Optional<String> ended = line.string(END);
        Optional<String> touched = line.string(TOUCH);
        if (ended.isPresent()) {
            session(ended.get()).ifPresent(this::forget);
        } else if (touched.isPresent()) {
            long at = line.number("at").map(JsonNumber::longValue).orElse(0L);
            session(touched.get()).ifPresent(s -> s.usedAt(at));
        } else {
            Session.of(line).filter(s -> s.expiresAt() > clock.millis()).ifPresent(this::renew);
        }
    }

    /** A line may be written again with another detail. */
    private void renew(Session session) {
        session(session.token().hex()).ifPresent(this::forget);
        keep(session);
    }

    private Optional<Session> session(String hex) {
        return Digest.parse(hex).flatMap(d -> Optional.ofNullable(byToken.get(d)));
    }

    private void keep(Session session) {
        byToken.put(session.token(), session);
        byAccount
                .computeIfAbsent(session.shortname(), n -> new LinkedHashSet<>())
                .add(session);
    }

    private void forget(Session session) {
        session.markEnded();
        byToken.remove(session.token());
        Set<Session> rest = byAccount.get(session.shortname());
        if (rest != null && rest.remove(session) && rest.isEmpty()) {
            byAccount.remove(session.shortname());
        }
    }

    @Override
    public Session open(Session.Start start) {
        long now = clock.millis();
        Session session = Session.begin(start, now);
        lock.lock();
        try {
            List<Session> ending = surplus(session);
            List<String> lines = new ArrayList<>();
            ending.forEach(s -> lines.add(endLine(s)));
            lines.add(session.line());
            write(lines, true);
            ending.forEach(this::forget);
            keep(session);
            compact();
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** What has to go for a new session: expired ones, those of an earlier account of the name, and the oldest beyond the limit. */
    private List<Session> surplus(Session added) {
        List<Session> out = new ArrayList<>();
        List<Session> counted = new ArrayList<>();
        for (Session session : byAccount.getOrDefault(added.shortname(), Set.of())) {
            if (session.expiresAt() <= added.createdAt() || !session.account().equals(added.account())) {
                out.add(session);
            } else if (session.isBot() == added.isBot()) {
                counted.add(session);
            }
        }
        int most = added.isBot() ? MOST_OF_A_BOT : maxPerAccount;
        if (most > 0 && counted.size() >= most) {
            // what a bot's program opens for each call must not end the session of its service
            counted.sort(Comparator.comparingLong(added.isBot() ? Session::lastUsedAt : Session::createdAt));
            out.addAll(counted.subList(0, counted.size() - most + 1));
        }
        return out;
    }

    @Override
    public Optional<Session> find(Digest token) {
        return Optional.ofNullable(byToken.get(token));
    }

    @Override
    public void touch(Session session) {
        long now = clock.millis();
        if (now - session.lastUsedAt() < TOUCH_MS || session.isEnded()) {
            return;
        }
        lock.lock();
        try {
            if (now - session.lastUsedAt() >= TOUCH_MS && !session.isEnded()) {
                session.usedAt(now);
                if (isWritten(List.of(touchLine(session)), false)) { // else it counts until the server stops
                    compact();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end(Session session) {
        endThese(List.of(session));
    }

    @Override
    public void endAll(String shortname) {
        lock.lock();
        try {
            endThese(List.copyOf(byAccount.getOrDefault(shortname, Set.of())));
        } finally {
            lock.unlock();
        }
    }

    /** Ends them in memory first: a disk that fails must not keep a revoked token alive. */
    private void endThese(List<Session> ending) {
        lock.lock();
        try {
            List<String> lines = new ArrayList<>();
            for (Session session : ending) {
                if (byToken.containsKey(session.token())) {
                    forget(session);
                    lines.add(endLine(session));
                }
            }
            if (!lines.isEmpty()) {
                owed.addAll(lines);
                write(List.of(), true);
                compact();
            }
        } finally {
            lock.unlock();
        }
    }

    private static String endLine(Session session) {
        return JsonCodec.writeString(
                JsonObject.builder().put(END, session.token().hex()).build());
    }

    private static String touchLine(Session session) {
        return JsonCodec.writeString(JsonObject.builder()
                .put(TOUCH, session.token().hex())
                .put("at", session.lastUsedAt())
                .build());
    }

    private void write(List<String> lines, boolean force) {
        if (!isWritten(lines, force)) {
            throw DmartException.Unavailable.now("Sessions cannot be stored", null);
        }
    }

    /** Appends what is owed and more lines. */
    private boolean isWritten(List<String> lines, boolean force) {
        List<String> all = new ArrayList<>(owed);
        all.addAll(lines);
        try {
            log.append(all, force || !owed.isEmpty());
            owed.clear();
            healthy = true;
        } catch (IOException e) {
            if (healthy) {
                LOG.error("Sessions cannot be stored", e);
            }
            healthy = false;
        }
        return healthy;
    }

    /** Rewrites the file when most of it is history. A failure only leaves it long. */
    private void compact() {
        purge();
        if (log.lines() <= 2 * byToken.size() + SLACK_LINES) {
            return;
        }
        try {
            log.rewrite(byToken.values().stream().map(Session::line).toList());
            owed.clear();
        } catch (IOException e) {
            LOG.warn("The file of the sessions could not be compacted", e);
        }
    }

    /** Forgets what has expired, now and then: nobody asks for the sessions of those who do not come back. */
    private void purge() {
        long now = clock.millis();
        if (now - purgedAt >= PURGE_MS) {
            purgedAt = now;
            byToken.values().stream().filter(s -> s.expiresAt() <= now).toList().forEach(this::forget);
        }
    }

    @Override
    public Lockouts lockouts() {
        return lockouts;
    }

    @Override
    public boolean isHealthy() {
        return healthy && rows.isHealthy();
    }

    @Override
    public List<Session> ofAccount(String shortname) {
        long now = clock.millis();
        lock.lock();
        try {
            return byAccount.getOrDefault(shortname, Set.of()).stream()
                    .filter(s -> s.expiresAt() > now)
                    .sorted(Comparator.comparingLong(Session::createdAt).reversed())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        return byToken.size();
    }

    @Override
    public void firebaseToken(Session session, String token) {
        lock.lock();
        try {
            if (!session.isEnded()) {
                session.firebaseToken(token);
                write(List.of(session.line()), false);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isHeld(String shortname) {
        return rows.find(goneKey(shortname)).isPresent();
    }

    private static String goneKey(String shortname) {
        return "gone:" + shortname.toLowerCase(Locale.ROOT);
    }

    @Override
    public void accountDisabled(String shortname) {
        endAll(shortname);
        InvitationRows.dropAll(rows, shortname);
    }

    @Override
    public void accountGone(String shortname) {
        accountDisabled(shortname);
        lockouts.reset(shortname);
        if (holdMs > 0) {
            rows.change(
                    goneKey(shortname),
                    true,
                    before -> Optional.of(new Rows.Row(JsonObject.EMPTY, clock.millis() + holdMs)));
        }
    }

    @Override
    public void passwordChanged(String shortname) {
        lockouts.reset(shortname);
        InvitationRows.dropAll(rows, shortname);
        if (endOnPassword) {
            endAll(shortname);
        }
    }

    @Override
    public void addressChanged(String shortname) {
        InvitationRows.dropAll(rows, shortname);
    }

    @Override
    public void accountEnabled(String shortname) {
        lockouts.reset(shortname);
    }
}
