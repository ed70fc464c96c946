package dev.playhead;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Each rule of the house finds the violation that is planted for it. */
final class HouseRulesTest {
    @Test
    void shouldFindACycleWhenTwoPackagesNeedEachOther() {
        assertThat(planted("cycle").cycles()).singleElement().asString().contains("first", "second");
        assertThat(planted("imports").cycles()).isEmpty();
    }

    @Test
    void shouldFindAKnotWhenFourClassesNeedEachOther() {
        assertThat(planted("knot").knots(3)).singleElement().asString().contains("Hub", "Left", "Middle", "Far");
        assertThat(planted("knot").knots(4)).isEmpty();
        assertThat(planted("cycle").knots(3)).isEmpty();
    }

    @Test
    void shouldFindASharedNameWhenTwoPackagesDeclareIt() {
        assertThat(planted("names").sharedNames()).singleElement().asString().contains("one.Twin", "two.Twin");
        assertThat(planted("cycle").sharedNames()).isEmpty();
    }

    @Test
    void shouldFindAWideRecordWhenItIsNotOfSettings() {
        assertThat(planted("records").wideRecords(8)).containsExactly(root("records") + ".Wide has 9 components");
        assertThat(planted("records").wideRecords(9)).isEmpty();
    }

    @Test
    void shouldFindAnArrowWhenAPurePackageNeedsVertx() {
        assertThat(planted("ledger").arrows(type -> true, resideInAnyPackage("io.vertx..")))
                .containsExactly(root("ledger") + ".Impure -> io.vertx.core.Future");
    }

    @Test
    void shouldFindAnArrowWhenAClassPassesADoor() {
        assertThat(planted("imports").arrows(type -> type.getSimpleName().equals("Upper"), type -> type.getPackageName()
                        .endsWith(".lower")))
                .containsExactly(root("imports") + ".upper.Upper -> " + root("imports") + ".lower.Lower");
        assertThat(planted("imports").arrows(type -> type.getSimpleName().equals("Lower"), type -> type.getPackageName()
                        .endsWith(".upper")))
                .isEmpty();
    }

    @Test
    void shouldListEveryImportWhenPackagesNeedOthers() {
        assertThat(planted("imports").imports()).containsExactly("lower:", "upper: lower");
        assertThat(planted("cycle").imports()).containsExactly("first: second", "second: first");
    }

    private static HouseRules planted(String name) {
        return new HouseRules(root(name), new ClassFileImporter().importPackages(root(name)));
    }

    private static String root(String name) {
        return "dev.playhead.planted." + name;
    }
}
