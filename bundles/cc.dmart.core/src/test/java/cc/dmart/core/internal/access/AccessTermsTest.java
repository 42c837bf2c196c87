package cc.dmart.core.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTermsTest {
    private static Map<ExactField, Collection<String>> terms(String subpath, ResourceType type, String meta) {
        JsonObject json = (JsonObject) JsonCodec.parse(meta.replace('\'', '"'));
        return AccessTerms.of(new Entry(Locator.of("shop", subpath, "x", type), json));
    }

    @ParameterizedTest
    @CsvSource({
        "/, __all_subpaths__",
        "a, __all_subpaths__",
        "a/b, __all_subpaths__/b",
        "a/b/c, a/__all_subpaths__/c",
        "a/b/c/d, a/b/__all_subpaths__/d"
    })
    void s3_2_wildcardForms(String level, String global) {
        assertThat(Levels.toGlobal(level)).isEqualTo(global);
        assertThat(Levels.isGlobal(global)).isTrue();
        assertThat(Levels.isGlobal(level)).isFalse();
    }

    @Test
    void s3_2_wildcardInTheLastPlaceIsNoWildcard() {
        assertThat(Levels.isGlobal("a/__all_subpaths__")).isFalse();
    }

    @Test
    void s3_5_levelsOfTheExampleInTheSpecification() {
        assertThat(terms("a/b/c", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'o'}")
                        .get(ExactField.QPK))
                .containsExactlyInAnyOrder(
                        "/:content:true",
                        "a:content:true",
                        "a/b:content:true",
                        "a/b/c:content:true",
                        "__all_subpaths__:content:true",
                        "__all_subpaths__/b:content:true",
                        "a/__all_subpaths__/c:content:true");
    }

    @Test
    void s3_5_folderAddsItsOwnName() {
        assertThat(terms("/", ResourceType.FOLDER, "{}").get(ExactField.QPK))
                .containsExactlyInAnyOrder("/:folder:false", "__all_subpaths__:folder:false", "x:folder:false");
    }

    @Test
    void s3_6_ownerAndGroupAreTwoNameSpaces() {
        Map<ExactField, Collection<String>> terms = terms(
                "/",
                ResourceType.CONTENT,
                "{'is_active':true,'owner_shortname':'sales','owner_group_shortname':'staff'}");
        assertThat(terms.get(ExactField.QP))
                .containsExactlyInAnyOrder(
                        "/:content:true:sales",
                        "__all_subpaths__:content:true:sales",
                        "/:content:true:@staff",
                        "__all_subpaths__:content:true:@staff");
        assertThat(terms.get(ExactField.OWNER)).containsExactly("sales");
    }

    @Test
    void s3_7_firstItemOfTheAccessListDecides() {
        Map<ExactField, Collection<String>> terms = terms(
                "/",
                ResourceType.CONTENT,
                "{'acl':[{'user_shortname':'a','allowed_actions':['query','view']},"
                        + "{'user_shortname':'b','allowed_actions':['query'],'denied':['query']},"
                        + "{'user_shortname':'c','allowed_actions':['view']},"
                        + "{'user_shortname':'c','allowed_actions':['query']},"
                        + "{'user_shortname':'a','allowed_actions':[],'denied':['query']}]}");
        assertThat(terms.get(ExactField.ACL_QUERY)).containsExactly("a");
        assertThat(terms.get(ExactField.ACL_DENIED)).containsExactly("b");
        assertThat(terms).doesNotContainKeys(ExactField.QP, ExactField.OWNER);
    }
}
