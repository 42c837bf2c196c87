package cc.dmart.core.internal.entry.service;

import static cc.dmart.core.internal.entry.service.EntryWorld.SARA;
import static cc.dmart.core.internal.entry.service.EntryWorld.SHOP;
import static cc.dmart.core.internal.entry.service.EntryWorld.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.SubmissionService;
import cc.dmart.api.service.SubmissionService.Form;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private final EntryWorld world = new EntryWorld();

    @BeforeEach
    void populate() {
        world.putJson("shop", "schema", "comment", ResourceType.SCHEMA, "{'type':'object'}", "meta_schema");
        world.put("shop", "pens", "red", ResourceType.FOLDER, "{}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private SubmissionService open(String... models) {
        Lookups lookups = world.context.lookups();
        return new SubmissionServiceImpl(
                world.store,
                world.pipeline,
                lookups,
                world.context.rules(),
                world.service,
                EntryWorld.config(Map.of("allowed_submit_models", models)));
    }

    private static Form form(ResourceType type, String schema, String subpath) {
        return new Form(SHOP, type, Optional.empty(), schema, Subpath.parse(subpath));
    }

    @Test
    void s5_1_aFormThatIsNamedTwiceIsOpen() {
        WireRecord stored = open("shop.item", "shop.item")
                .submit(SARA, form(ResourceType.CONTENT, "item", "pens"), json("{'price':3}"));
        assertThat(stored.subpath()).isEqualTo("pens");
    }

    @Test
    void s5_1_aSchemaNamedLikeATypeIsReachedAtEveryDepth() {
        SubmissionService service = open("shop.comment", "shop.item");
        WireRecord stored = service.submit(SARA, form(ResourceType.COMMENT, "pens", "red"), json("{'a':1}"));
        assertThat(stored.subpath()).isEqualTo("pens/red");
        assertThat(stored.resourceType()).isEqualTo(ResourceType.CONTENT);
        assertThat(stored.attributes().object("payload").orElseThrow().string("schema_shortname"))
                .contains("comment");
        assertThat(service.submit(SARA, form(ResourceType.COMMENT, "pens", "/"), json("{'a':1}"))
                        .subpath())
                .isEqualTo("pens");
    }

    @Test
    void s5_1_anotherTypeIsRefused() {
        assertThatThrownBy(() ->
                        open("shop.item").submit(SARA, form(ResourceType.COMMENT, "item", "pens"), json("{'price':3}")))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class, e -> assertThat(e.code()).isEqualTo(217));
    }
}
