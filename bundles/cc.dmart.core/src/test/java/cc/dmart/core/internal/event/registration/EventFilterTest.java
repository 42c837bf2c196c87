package cc.dmart.core.internal.event.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters of {@code plugins-events.md} 1.2, 1.4 and 2.3, acceptance A8. */
class EventFilterTest {
    /** An event written as {@code action type subpath schema changed-key}; {@code -} for none. */
    static EntryEvent event(String text) {
        String[] words = text.split(" ");
        JsonObject diff = words.length < 5
                ? JsonObject.EMPTY
                : JsonObject.builder()
                        .put(
                                "history_diff",
                                JsonObject.builder()
                                        .put(words[4], JsonObject.EMPTY)
                                        .build())
                        .put("state", "approved")
                        .build();
        return new EntryEvent(
                "id-" + text.hashCode(),
                0,
                "shop",
                words[2],
                Optional.of("x"),
                ActionType.of(words[0]).orElseThrow(),
                ResourceType.of(words[1]),
                words.length < 4 || words[3].equals("-") ? Optional.empty() : Optional.of(words[3]),
                diff,
                "lina",
                "2026-01-01T00:00:00",
                "r",
                Optional.of("u1"),
                Optional.empty(),
                0);
    }

    private static Map<String, Object> props(String text) {
        Map<String, Object> out = new HashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(" ")) {
            int at = pair.indexOf('=');
            String[] values = pair.substring(at + 1).split(",");
            out.put("dmart.event." + pair.substring(0, at), values.length == 1 ? (Object) values[0] : values);
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | create content /a | yes",
                "actions=create,update | update content /a | yes",
                "actions=create,update | delete content /a | no",
                "actions=__ALL__ | delete content /a | yes",
                "actions=attach | create comment /a/b | yes",
                "actions=attach | create content /a | no",
                "actions=attach | update comment /a/b | no",
                "actions=assign | update content /a - owner_shortname | yes",
                "actions=assign | update content /a - tags | no",
                "spaces=shop | create content /a | yes",
                "spaces=site | create content /a | no",
                "subpaths=a/b | create content /a/b | yes",
                "subpaths=/a/b/ | create content /a/b/c | yes",
                "subpaths=a/b | create content /a/bc | no",
                "subpaths=a/b | create content /a | no",
                "subpaths=/ | create content /a | yes",
                "subpaths=x,a | create content / | no",
                "resourceTypes=ticket,content | create content /a | yes",
                "resourceTypes=ticket | create content /a | no",
                "resourceTypes=ticket | create - /a | no",
                "resourceTypes=__ALL__ | create - /a | yes",
                "schemas=order | create content /a order | yes",
                "schemas=order | create content /a offer | no",
                "schemas=order | create content /a | no",
                "schemas=order | create ticket /a offer | yes",
                "changed=payload.body.qty | update content /a - payload.body.qty | yes",
                "changed=payload.body | update content /a - payload.body.qty | yes",
                "changed=payload.body.q | update content /a - payload.body.qty | no",
                "changed=tags | create content /a | no",
                "filter=(action_type=update) | update content /a | yes",
                "filter=(&(user_shortname=lina)(attributes.state=approved)) | update ticket /a - state | yes",
                "filter=(!(space_name=shop)) | update content /a | no",
                "filter=(subpath=/a*) | update content /a/b | yes",
            })
    void row(String properties, String event, String expected) {
        EventFilter filter = EventFilter.of(
                new ServiceProps(props(Optional.ofNullable(properties).orElse(""))));
        assertThat(filter.matches(Occurrence.of(event(event)))).isEqualTo(expected.equals("yes"));
    }

    @Test
    void unreadableFilterIsRefused() {
        assertThatThrownBy(() -> EventFilter.of(new ServiceProps(Map.of("dmart.event.filter", "(("))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dmart.event.filter");
    }

    @Test
    void propertiesComeInEveryShape() {
        ServiceProps props = new ServiceProps(Map.of(
                "a", new String[] {"x", "y"}, "b", List.of("x"), "c", "x", "d", 7L, "e", "7", "f", "bad", "g", true));
        assertThat(props.list("a")).containsExactly("x", "y");
        assertThat(props.list("b")).containsExactly("x");
        assertThat(props.list("c")).containsExactly("x");
        assertThat(props.list("none")).isEmpty();
        assertThat(props.integer("d", 1)).isEqualTo(7);
        assertThat(props.integer("e", 1)).isEqualTo(7);
        assertThat(props.integer("f", 1)).isEqualTo(1);
        assertThat(props.number("none", 2.5)).isEqualTo(2.5);
        assertThat(props.flag("g")).isTrue();
        assertThat(props.flag("c")).isFalse();
    }
}
