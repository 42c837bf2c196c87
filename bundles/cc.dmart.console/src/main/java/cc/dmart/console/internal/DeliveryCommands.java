package cc.dmart.console.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.service.OperationService;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code dmart:listeners}, {@code dmart:deadletters}, {@code dmart:replay}, {@code dmart:fire} and {@code dmart:forget}.
 * Thread-safe.
 */
@Component(
        service = DeliveryCommands.class,
        property = {
            "osgi.command.scope=dmart",
            "osgi.command.function=listeners",
            "osgi.command.function=deadletters",
            "osgi.command.function=replay",
            "osgi.command.function=fire",
            "osgi.command.function=forget"
        })
public final class DeliveryCommands {
    private static final int SHOWN = 100;

    private final DeliveryService delivery;
    private final OperationService operations;

    /** Commands about this delivery. */
    @Activate
    public DeliveryCommands(@Reference DeliveryService delivery, @Reference OperationService operations) {
        this.delivery = delivery;
        this.operations = operations;
    }

    /** The listeners as a table. */
    static Table table(List<ListenerStatus> listeners) {
        Table out = new Table(
                "LISTENER",
                "PHASE",
                "DELIVERY",
                "STATE",
                "LAG",
                "DELIVERED",
                "FAILED",
                "RETRYING",
                "DEAD",
                "P50 MS",
                "P99 MS",
                "BREAKER",
                "PROBLEM");
        for (ListenerStatus of : listeners) {
            out.row(
                    of.name(),
                    of.phase(),
                    of.delivery(),
                    of.state(),
                    of.lag(),
                    of.delivered(),
                    of.failed(),
                    of.retrying(),
                    of.dead(),
                    Math.round(of.p50Millis()),
                    Math.round(of.p99Millis()),
                    of.breaker(),
                    of.problem());
        }
        return out;
    }

    /** All listeners, or those that would hear of an event. */
    @Descriptor("lists hooks and listeners, or those that would be called for an event")
    public String listeners(
            @Descriptor(
                            "JSON of an event that is only looked at, such as {\"space_name\":\"shop\",\"action_type\":\"create\"}")
                    @Parameter(
                            names = {"-e", "--event"},
                            absentValue = "")
                    String event) {
        return Operator.say(() -> {
            if (event.isEmpty()) {
                Table all = table(delivery.listeners());
                return all.isEmpty() ? "no listeners" : all.toString();
            }
            List<String> names = delivery.matching(event(event));
            return names.isEmpty() ? "nobody" : String.join("\n", names);
        });
    }

    /** An event from what an operator types; what is left out is filled in. */
    private static EntryEvent event(String json) {
        JsonObject given = JsonCodec.parse(json)
                .asObject()
                .orElseThrow(() -> new IllegalArgumentException("an event is a JSON object"));
        JsonObject.Builder out = JsonObject.builder()
                .put("event_id", "fired-" + UUID.randomUUID())
                .put("subpath", "/")
                .put("user_shortname", Operator.CALLER.user())
                .put("timestamp", Instant.now().toString());
        return EntryEvent.fromJson(out.putAll(given).build());
    }

    /** Tells an event that did not happen. */
    @Descriptor("tells an event that did not happen to the listeners that want it")
    public String fire(
            @Descriptor("JSON of the event, such as {\"space_name\":\"shop\",\"action_type\":\"create\"}")
                    String event) {
        return Operator.say(() -> {
            EntryEvent made = event(event);
            Set<String> told = new LinkedHashSet<>(operations.fire(Operator.CALLER, made));
            List<String> full =
                    listening(made).filter(name -> !told.contains(name)).toList();
            if (told.isEmpty() && full.isEmpty()) {
                return "nobody wants it";
            }
            String busy = full.isEmpty() ? "" : "no room for it at " + String.join(" ", full);
            return told.isEmpty() ? busy : ("told " + String.join(" ", told) + "\n" + busy).strip();
        });
    }

    /** Those who would be told of an event afterwards. */
    private Stream<String> listening(EntryEvent event) {
        Set<String> after = delivery.listeners().stream()
                .filter(of -> of.phase().equals("after") && of.state().equals("ACTIVE"))
                .map(ListenerStatus::name)
                .collect(Collectors.toSet());
        return delivery.matching(event).stream().filter(after::contains);
    }

    /** Who has dead letters. */
    @Descriptor("lists the listeners that gave events up")
    public String deadletters() {
        Table out = new Table("LISTENER", "NEWEST ERROR");
        for (String listener : new TreeSet<>(delivery.withDeadLetters())) {
            List<JsonObject> letters = delivery.deadLetters(listener, 0, SHOWN);
            out.row(listener, letters.isEmpty() ? "" : error(letters.get(letters.size() - 1)));
        }
        return out.isEmpty() ? "no dead letters" : out.toString();
    }

    private static String error(JsonObject letter) {
        return letter.string("error").orElse("");
    }

    /** The dead letters of a plugin or listener. */
    @Descriptor("lists events that a plugin or listener gave up, delivers them again or discards them")
    public String deadletters(
            @Descriptor("deliver them again")
                    @Parameter(
                            names = {"-r", "--retry"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean retry,
            @Descriptor("remove them for good")
                    @Parameter(
                            names = {"-d", "--discard"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean discard,
            @Descriptor("name of the plugin or listener") String name) {
        return Operator.say(() -> {
            if (retry) {
                return "delivered again: " + each(name, listener -> delivery.retry(listener, Set.of()));
            }
            if (discard) {
                return "discarded: " + each(name, listener -> delivery.discard(listener, Set.of()));
            }
            Table out = new Table("LISTENER", "EVENT", "ACTION", "ENTRY", "ATTEMPTS", "ERROR");
            of(name).forEach(listener ->
                    delivery.deadLetters(listener, 0, SHOWN).forEach(letter -> out.row(letterRow(listener, letter))));
            return out.isEmpty() ? "no dead letters" : out.toString();
        });
    }

    private static Object[] letterRow(String listener, JsonObject letter) {
        JsonObject event = letter.object("event").orElse(JsonObject.EMPTY);
        return new Object[] {
            listener,
            event.string("event_id").orElse(""),
            event.string("action_type").orElse(""),
            place(event),
            letter.number("attempts").map(JsonNumber::longValue).orElse(0L),
            error(letter)
        };
    }

    /** Where an event happened. */
    static String place(JsonObject event) {
        String subpath = event.string("subpath").orElse("/");
        return event.string("space_name").orElse("") + ":" + (subpath.equals("/") ? "" : subpath) + "/"
                + event.string("shortname").orElse("");
    }

    private Stream<String> of(String name) {
        return delivery.withDeadLetters().stream()
                .filter(listener -> listener.equals(name) || listener.startsWith(name + "."))
                .sorted();
    }

    private int each(String name, ToIntFunction<String> work) {
        return of(name).mapToInt(work).sum();
    }

    /** Forgets a listener that is gone. */
    @Descriptor("forgets where a listener was that is gone, so that the journal is not kept for it any more")
    public String forget(@Descriptor("name of the listener, as dmart:listeners shows it") String listener) {
        return Operator.say(() -> {
            delivery.forget(listener);
            return "forgotten: " + listener;
        });
    }

    /** Delivers events of the journal again. */
    @Descriptor("delivers events again that are still in the journal")
    public String replay(
            @Descriptor("journal number behind which to begin, or time such as 2026-01-31T12:00:00Z")
                    @Parameter(
                            names = {"-f", "--from"},
                            absentValue = "0")
                    String from,
            @Descriptor("name of the plugin or listener") String name) {
        return Operator.say(() -> {
            List<String> listeners = delivery.listeners().stream()
                    .filter(l -> l.phase().equals("after"))
                    .filter(l -> l.plugin().equals(name) || l.name().equals(name))
                    .map(ListenerStatus::name)
                    .toList();
            if (listeners.isEmpty()) {
                throw DmartException.NotFound.entry();
            }
            listeners.forEach(listener -> replayOne(listener, from));
            return "replaying to " + String.join(" ", listeners);
        });
    }

    private void replayOne(String listener, String from) {
        if (from.chars().allMatch(c -> c >= '0' && c <= '9')) {
            delivery.replay(listener, Long.parseLong(from));
            return;
        }
        try {
            delivery.replay(listener, Instant.parse(from));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("neither a number nor a time: " + from, e);
        }
    }
}
