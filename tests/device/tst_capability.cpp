// Verdicts on made-up machines, each with its exact words.
#include <QTest>

#include "inference/device/capability.h"
#include "inference/device/verdict_text.h"
#include "tests/device/made_up_machines.h"

using namespace espalier;

namespace {

/// Sentence and hint as a user reads them.
QString text(const Verdict& verdict) {
    return QString::fromStdString(verdict.hint.empty() ? verdict.sentence : verdict.sentence + " | " + verdict.hint);
}

Machine withTorch(Machine machine, const TorchFacts& torch) {
    machine.torch = torch;
    return machine;
}

Machine withDriver(DriverState state, int error = 0) {
    Machine machine = machineWith({});
    machine.probe.driver = state;
    machine.probe.driverError = error;
    return machine;
}

Machine withClosedCard(ComputeMode mode, int error) {
    CudaDevice made = card("NVIDIA RTX A4000", 8, 6, 16);
    made.mode = mode;
    made.contextError = error;
    if (error != 0) made.freeBytes.reset();
    return machineWith({made});
}

Machine withLoadProblem(const std::string& words) {
    Machine machine = machineWith({card("NVIDIA GeForce RTX 4090", 8, 9, 24)});
    machine.torch.loadProblem = words;
    return machine;
}

constexpr auto kRunsOnProcessor =
    " So Starter model (512) runs on the processor (8 cores): about 10 s a job, 1.5 GB of memory.";

}  // namespace

Q_DECLARE_METATYPE(espalier::Machine)
Q_DECLARE_METATYPE(espalier::TorchFacts)

class TestCapability : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesCards_data();
    void judgesCards();
    void explainsWhyNoCardServes_data();
    void explainsWhyNoCardServes();
    void fitsModelsOnCards_data();
    void fitsModelsOnCards();

    void choosesTheBetterOfTwoCards();
    void usesTheCardTheUserChose();
    void refuses_whenTheCardAskedForIsNotThere();
    void refusesInsteadOfTheProcessor_whenACardWasAskedFor();
    void judgesOnlyTheProcessor_whenTheUserChoseIt();
    void refuses_whenNeitherCardNorProcessorServes();
    void warns_whenFreeMemoryIsShort();
    void saysThatLibTorchServes_whenOwnKernelsHoldNoCode();
    void saysThatAttentionIsSlow_whenNoneIsFused();
    void refusesACardThatFailedItsTest();
    void doublesTheNeed_inSinglePrecision();
    void explainsAKernelThatDied_data();
    void explainsAKernelThatDied();
};

void TestCapability::judgesCards_data() {
    QTest::addColumn<Machine>("machine");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("arithmetic");
    QTest::addColumn<QString>("words");
    const CudaDevice rtx5090 = card("NVIDIA GeForce RTX 5090", 12, 0, 32);
    QTest::newRow("RTX 5090, LibTorch 2.11+cu130")
        << machineWith({rtx5090}) << "ready"
        << "bf16"
        << "TRELLIS.2-4B (1024_cascade) runs on your NVIDIA GeForce RTX 5090 (compute capability 12.0) in bf16: all "
           "networks stay on the card, about 14.1 GB of the 28.8 GB that are free.";
    QTest::newRow("RTX 5090, LibTorch 2.4+cu118")
        << withTorch(machineWith({rtx5090}), torch24()) << "processor-instead"
        << "fp32"
        << "Your NVIDIA GeForce RTX 5090 (compute capability 12.0) needs machine code for sm_120; LibTorch "
           "2.4.0+cu118 holds sm_37 sm_50 sm_60 sm_70 sm_75 sm_80 sm_86 sm_90. So TRELLIS.2-4B (1024_cascade) runs on "
           "the processor (8 cores): about 60 min a job, 12.0 GB of memory. | Install Espalier with LibTorch "
           "2.11.0+cu130, which './run' fetches: it holds sm_75 sm_80 sm_86 sm_90 sm_100 sm_120.";
    QTest::newRow("RTX 4090: 8.9 on 8.6 code")
        << machineWith({card("NVIDIA GeForce RTX 4090", 8, 9, 24)}) << "ready"
        << "bf16"
        << "TRELLIS.2-4B (1024_cascade) runs on your NVIDIA GeForce RTX 4090 (compute capability 8.9) in bf16: all "
           "networks stay on the card, about 14.1 GB of the 21.6 GB that are free.";
    QTest::newRow("RTX 2080: no bf16")
        << machineWith({card("NVIDIA GeForce RTX 2080", 7, 5, 8)}) << "ready-with-less"
        << "fp16"
        << "TRELLIS.2-4B (1024_cascade) runs on your NVIDIA GeForce RTX 2080 (compute capability 7.5) in fp16, as "
           "bf16 needs compute capability 8.0: one network at a time, the next one loading meanwhile, about 5.2 GB of "
           "the 7.2 GB that are free. All of them together would take 14.1 GB, so each job takes about 1 s longer.";
    QTest::newRow("GTX 1080: too old")
        << machineWith({card("NVIDIA GeForce GTX 1080", 6, 1, 8)}) << "processor-instead"
        << "fp32"
        << "Your NVIDIA GeForce GTX 1080 (compute capability 6.1) needs machine code for sm_61; LibTorch 2.11.0+cu130 "
           "holds sm_75 sm_80 sm_86 sm_90 sm_100 sm_120. Cards below compute capability 7.5 are too old for CUDA 13. "
           "So TRELLIS.2-4B (1024_cascade) runs on the processor (8 cores): about 60 min a job, 12.0 GB of memory.";
    QTest::newRow("H100") << machineWith({card("NVIDIA H100 80GB HBM3", 9, 0, 80)}) << "ready"
                          << "bf16"
                          << "TRELLIS.2-4B (1024_cascade) runs on your NVIDIA H100 80GB HBM3 (compute capability 9.0) "
                             "in bf16: all networks stay on the card, about 14.1 GB of the 72.0 GB that are free.";
    QTest::newRow("B200") << machineWith({card("NVIDIA B200", 10, 0, 180)}) << "ready"
                          << "bf16"
                          << "TRELLIS.2-4B (1024_cascade) runs on your NVIDIA B200 (compute capability 10.0) in bf16: "
                             "all networks stay on the card, about 14.1 GB of the 162.0 GB that are free.";
    QTest::newRow("DGX Spark: 12.1 on 12.0 code")
        << machineWith({card("NVIDIA GB10", 12, 1, 120)}) << "ready"
        << "bf16"
        << "TRELLIS.2-4B (1024_cascade) runs on your NVIDIA GB10 (compute capability 12.1) in bf16: all networks stay "
           "on the card, about 14.1 GB of the 108.0 GB that are free.";
    QTest::newRow("a card of the future")
        << machineWith({card("NVIDIA GeForce RTX 7090", 14, 0, 48)}) << "processor-instead"
        << "fp32"
        << "Your NVIDIA GeForce RTX 7090 (compute capability 14.0) needs machine code for sm_140; LibTorch "
           "2.11.0+cu130 holds sm_75 sm_80 sm_86 sm_90 sm_100 sm_120. So TRELLIS.2-4B (1024_cascade) runs on the "
           "processor (8 cores): about 60 min a job, 12.0 GB of memory. | Install a newer Espalier, made for such "
           "cards.";
}

void TestCapability::judgesCards() {
    QFETCH(Machine, machine);
    const Verdict verdict = judge(machine, trellis4B("1024_cascade"));
    QTEST(text(verdict), "words");
    QTEST(QString(name(verdict.kind)), "kind");
    QTEST(QString(name(verdict.arithmetic)), "arithmetic");
}

void TestCapability::explainsWhyNoCardServes_data() {
    QTest::addColumn<Machine>("machine");
    QTest::addColumn<QString>("severity");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("remedy");
    constexpr auto kReinstall = "Restart the computer; if that does not help, install the NVIDIA driver again.";
    constexpr auto kFetch = "Run 'ESPALIER_CUDA=on ./run', which fetches it, or install an Espalier package with CUDA.";
    QTest::newRow("no driver") << withDriver(DriverState::Missing) << "fine"
                               << "No NVIDIA driver is installed."
                               << "If this machine has an NVIDIA card, install its driver.";
    QTest::newRow("driver but no device")
        << withDriver(DriverState::NoDevice) << "fine"
        << "The NVIDIA driver finds no card."
        << "If there is one, see whether nvidia-smi lists it; a container needs --gpus all.";
    QTest::newRow("stub") << withDriver(DriverState::Stub) << "warning"
                          << "The NVIDIA driver's library is only the CUDA toolkit's stand-in for it (a stub)."
                          << "Install the NVIDIA driver, and take the toolkit's stubs folder out of LD_LIBRARY_PATH.";
    QTest::newRow("cuInit fails: mismatch")
        << withDriver(DriverState::Failed, 803) << "warning"
        << "The NVIDIA driver does not start: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803)."
        << "Its library and its kernel module are of different versions: restart the computer.";
    QTest::newRow("cuInit fails: fabric manager")
        << withDriver(DriverState::Failed, 802) << "warning"
        << "The NVIDIA driver does not start: CUDA_ERROR_SYSTEM_NOT_READY (802)."
        << "The fabric manager of this machine is not running: start nvidia-fabricmanager.";
    QTest::newRow("cuInit fails: unknown")
        << withDriver(DriverState::Failed, 999) << "warning"
        << "The NVIDIA driver does not start: CUDA_ERROR_UNKNOWN (999)." << kReinstall;
    QTest::newRow("cuInit fails: a code nobody knows") << withDriver(DriverState::Failed, 4711) << "warning"
                                                       << "The NVIDIA driver does not start: error 4711." << kReinstall;
    QTest::newRow("exclusive") << withClosedCard(ComputeMode::ExclusiveProcess, 46) << "warning"
                               << "Your NVIDIA RTX A4000 (compute capability 8.6) computes for one program only "
                                  "(exclusive mode), and another one has it."
                               << "End that program (nvidia-smi lists it), or run 'nvidia-smi -i 0 -c DEFAULT' as "
                                  "administrator.";
    QTest::newRow("prohibited") << withClosedCard(ComputeMode::Prohibited, 46) << "warning"
                                << "Your NVIDIA RTX A4000 (compute capability 8.6) is set to compute for nobody "
                                   "(prohibited mode)."
                                << "Run 'nvidia-smi -i 0 -c DEFAULT' as administrator.";
    QTest::newRow("full") << withClosedCard(ComputeMode::Default, 2) << "warning"
                          << "Your NVIDIA RTX A4000 (compute capability 8.6) has no memory left, not even to be opened."
                          << "Close other programs that use the card.";
    QTest::newRow("broken") << withClosedCard(ComputeMode::Default, 214) << "warning"
                            << "Your NVIDIA RTX A4000 (compute capability 8.6) cannot be opened: "
                               "CUDA_ERROR_ECC_UNCORRECTABLE (214)."
                            << kReinstall;
    QTest::newRow("one of LibTorch's libraries is missing")
        << withLoadProblem(
               "LibTorch's CUDA libraries cannot be opened: libcudnn.so.9: cannot open shared object file: No such "
               "file or directory")
        << "warning"
        << "Your NVIDIA GeForce RTX 4090 (compute capability 8.9) cannot be used: the library libcudnn.so.9 of "
           "LibTorch 2.11.0+cu130 is missing."
        << kFetch;
    QTest::newRow("libtorch_cuda does not open")
        << withLoadProblem("LibTorch's CUDA libraries cannot be opened: libtorch_cuda.so: undefined symbol: x")
        << "warning"
        << "Your NVIDIA GeForce RTX 4090 (compute capability 8.9) cannot be used: LibTorch's CUDA libraries cannot be "
           "opened: libtorch_cuda.so: undefined symbol: x."
        << "Install Espalier again.";
    Machine processorBuild = machineWith({card("NVIDIA GeForce RTX 4090", 8, 9, 24)});
    processorBuild.torch.cudaMajor = 0;
    processorBuild.torch.architectures = {};
    QTest::newRow("LibTorch without CUDA")
        << processorBuild << "warning"
        << "Your NVIDIA GeForce RTX 4090 (compute capability 8.9) cannot be used: LibTorch 2.11.0 is made for "
           "processors only."
        << kFetch;
    Machine oldDriver = machineWith({card("NVIDIA GeForce RTX 4090", 8, 9, 24)});
    oldDriver.probe.driverVersion = "550.54.14";
    oldDriver.probe.driverCudaMajor = 12;
    oldDriver.probe.driverCudaMinor = 4;
    QTest::newRow("driver too old for CUDA 13")
        << oldDriver << "warning"
        << "Your NVIDIA GeForce RTX 4090 (compute capability 8.9) needs a newer driver: LibTorch 2.11.0+cu130 is made "
           "for CUDA 13.0, and the driver (550.54.14, for CUDA 12.4) is older."
        << "Install NVIDIA driver 580 or newer and restart the computer.";
}

void TestCapability::explainsWhyNoCardServes() {
    QFETCH(Machine, machine);
    QFETCH(QString, cause);
    const Verdict verdict = judge(machine, starter());
    QCOMPARE(QString::fromStdString(verdict.sentence), cause + kRunsOnProcessor);
    QTEST(QString::fromStdString(verdict.hint), "remedy");
    QTEST(QString(name(verdict.severity)), "severity");
    QCOMPARE(verdict.kind, VerdictKind::ProcessorInstead);
    QVERIFY(!verdict.card);
}

void TestCapability::fitsModelsOnCards_data() {
    QTest::addColumn<int>("gigabytes");
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("plan");
    constexpr auto kAll = "all networks stay on the card, about %1 of the %2 that are free.";
    constexpr auto kAhead =
        "one network at a time, the next one loading meanwhile, about %1 of the %2 that are free. All of them "
        "together would take %3, so each job takes about %4 s longer.";
    constexpr auto kSingle =
        "one network at a time, about %1 of the %2 that are free. All of them together would take %3, so each job "
        "takes about %4 s longer.";
    const auto all = [](const char* need, const char* free) { return QString(kAll).arg(need, free); };
    const auto some = [](const char* form, const char* need, const char* free, const char* whole, int seconds) {
        return QString(form).arg(need, free, whole).arg(seconds);
    };
    const auto add = [](int gigabytes, const char* model, const char* kind, const QString& plan) {
        QTest::addRow("%d GB, %s", gigabytes, model) << gigabytes << model << kind << plan;
    };
    add(4, "starter", "ready", all("495 MB", "3.6 GB"));
    add(6, "starter", "ready", all("495 MB", "5.4 GB"));
    add(8, "starter", "ready", all("495 MB", "7.2 GB"));
    add(12, "starter", "ready", all("495 MB", "10.8 GB"));
    add(24, "starter", "ready", all("495 MB", "21.6 GB"));
    add(4, "512", "ready-with-less", some(kSingle, "3.0 GB", "3.6 GB", "10.6 GB", 2));
    add(6, "512", "ready-with-less", some(kAhead, "4.1 GB", "5.4 GB", "10.6 GB", 1));
    add(8, "512", "ready-with-less", some(kAhead, "4.1 GB", "7.2 GB", "10.6 GB", 1));
    add(12, "512", "ready", all("10.6 GB", "10.8 GB"));
    add(24, "512", "ready", all("10.6 GB", "21.6 GB"));
    add(4, "1024_cascade", "ready-with-less", some(kSingle, "3.4 GB", "3.6 GB", "14.1 GB", 2));
    add(6, "1024_cascade", "ready-with-less", some(kAhead, "5.2 GB", "5.4 GB", "14.1 GB", 1));
    add(8, "1024_cascade", "ready-with-less", some(kAhead, "5.2 GB", "7.2 GB", "14.1 GB", 1));
    add(12, "1024_cascade", "ready-with-less", some(kAhead, "5.2 GB", "10.8 GB", "14.1 GB", 1));
    add(24, "1024_cascade", "ready", all("14.1 GB", "21.6 GB"));
    add(4, "1536_cascade", "cannot", {});
    add(6, "1536_cascade", "ready-with-less", some(kSingle, "4.7 GB", "5.4 GB", "16.1 GB", 2));
    add(8, "1536_cascade", "ready-with-less", some(kAhead, "7.1 GB", "7.2 GB", "16.1 GB", 1));
    add(12, "1536_cascade", "ready-with-less", some(kAhead, "7.1 GB", "10.8 GB", "16.1 GB", 1));
    add(24, "1536_cascade", "ready", all("16.1 GB", "21.6 GB"));
}

void TestCapability::fitsModelsOnCards() {
    QFETCH(int, gigabytes);
    QFETCH(QString, model);
    QFETCH(QString, plan);
    const ModelFootprint footprint = model == "starter" ? starter() : trellis4B(model.toStdString());
    const Machine machine = machineWith({card("Test Card", 8, 6, std::uint64_t(gigabytes))});
    const Verdict verdict = judgeCard(machine, machine.probe.cards[0], footprint);
    QTEST(QString(name(verdict.kind)), "kind");
    const QString title = QString::fromStdString(footprint.title);
    if (verdict.canRun()) {
        QCOMPARE(text(verdict), title + " runs on your Test Card (compute capability 8.6) in bf16: " + plan);
        return;
    }
    QCOMPARE(text(verdict), title +
                                " needs about 4.0 GB of card memory at the very least, and your Test Card (compute "
                                "capability 8.6) has 3.6 GB free of 4.0 GB. | Close other programs that use the card, "
                                "or choose a lower resolution or a smaller model.");
}

void TestCapability::choosesTheBetterOfTwoCards() {
    // The first has more memory, but not for the whole model; the second is Ready.
    Machine machine = machineWith({card("Old Card", 7, 5, 11), card("New Card", 8, 9, 24)});
    Verdict verdict = judge(machine, trellis4B("1024_cascade"));
    QCOMPARE(verdict.card.value(), 1);
    QCOMPARE(text(verdict),
             QString("TRELLIS.2-4B (1024_cascade) runs on your New Card (compute capability 8.9) in bf16: all networks "
                     "stay on the card, about 14.1 GB of the 21.6 GB that are free. Of 2 cards it suits best."));
    // Of two that are Ready, the one with more free memory.
    QCOMPARE(judge(machine, starter()).card.value(), 1);
    machine.probe.cards[1].freeBytes = 3 * kGigabyte;
    QCOMPARE(judge(machine, starter()).card.value(), 0);
    // One that cannot serve at all does not count, whatever its memory.
    machine.probe.cards[0].mode = ComputeMode::Prohibited;
    QCOMPARE(judge(machine, starter()).card.value(), 1);
}

void TestCapability::usesTheCardTheUserChose() {
    const Machine machine = machineWith({card("Old Card", 7, 5, 11), card("New Card", 8, 9, 24)});
    DeviceWish wish{DeviceWish::Use::Card, 0, {}, false};
    QCOMPARE(judge(machine, starter(), wish).card.value(), 0);
    wish.use = DeviceWish::Use::Automatic;
    QCOMPARE(judge(machine, starter(), wish).card.value(), 0);
}

void TestCapability::refuses_whenTheCardAskedForIsNotThere() {
    const Machine machine = machineWith({card("Card", 8, 9, 24), card("Card", 8, 9, 24)});
    const Verdict verdict = judge(machine, starter(), {DeviceWish::Use::Card, 2, {}, false});
    QCOMPARE(verdict.kind, VerdictKind::Cannot);
    QCOMPARE(text(verdict),
             QString("There is no card 2: this machine has 2. | Choose one from 0 to 1, or leave the choice to "
                     "Espalier."));
}

void TestCapability::refusesInsteadOfTheProcessor_whenACardWasAskedFor() {
    const Verdict verdict = judge(withDriver(DriverState::Missing), starter(), {DeviceWish::Use::Card, {}, {}, false});
    QCOMPARE(verdict.kind, VerdictKind::Cannot);
    QCOMPARE(verdict.severity, Severity::Failure);
    QCOMPARE(text(verdict), QString("No NVIDIA driver is installed. | If this machine has an NVIDIA card, install its "
                                    "driver."));
}

void TestCapability::judgesOnlyTheProcessor_whenTheUserChoseIt() {
    const Machine machine = machineWith({card("Card", 8, 9, 24)});
    const Verdict verdict = judge(machine, starter(), {DeviceWish::Use::Processor, {}, {}, false});
    QCOMPARE(verdict.kind, VerdictKind::Ready);
    QCOMPARE(text(verdict),
             QString("Starter model (512) runs on the processor (8 cores): about 10 s a job, 1.5 GB of memory."));
}

void TestCapability::refuses_whenNeitherCardNorProcessorServes() {
    Machine machine = machineWith({});
    machine.probe.memoryBytes = 8 * kGigabyte;
    const Verdict verdict = judge(machine, trellis4B("512"));
    QCOMPARE(verdict.kind, VerdictKind::Cannot);
    QCOMPARE(verdict.severity, Severity::Failure);
    QCOMPARE(text(verdict),
             QString("The NVIDIA driver finds no card. On the processor TRELLIS.2-4B (512) needs about 12.0 GB of "
                     "memory, and this machine has 8.0 GB. | Choose a smaller model, such as the bundled one."));
}

void TestCapability::warns_whenFreeMemoryIsShort() {
    Machine machine = machineWith({});
    machine.probe.availableBytes = kGigabyte;
    const Verdict verdict = judgeProcessor(machine, starter());
    QCOMPARE(verdict.kind, VerdictKind::Ready);
    QCOMPARE(verdict.hint, std::string("Only 1.0 GB of memory are free now: close other programs first."));
}

void TestCapability::saysThatLibTorchServes_whenOwnKernelsHoldNoCode() {
    Machine machine = machineWith({card("NVIDIA H100", 9, 0, 80)});
    machine.kernels.architectures = Architectures::fromList("75 86");
    const Verdict verdict = judge(machine, starter());
    QCOMPARE(verdict.kind, VerdictKind::ReadyWithLess);
    QCOMPARE(text(verdict),
             QString("Starter model (512) runs on your NVIDIA H100 (compute capability 9.0) in bf16: all networks stay "
                     "on the card, about 495 MB of the 72.0 GB that are free. Espalier's own kernels hold sm_75 "
                     "sm_86, so LibTorch's slower operations serve."));
    machine.kernels.architectures = Architectures::fromList("75 86 ptx86");
    QCOMPARE(judge(machine, starter()).kind, VerdictKind::Ready);
}

void TestCapability::saysThatAttentionIsSlow_whenNoneIsFused() {
    Machine machine = machineWith({card("Card", 8, 9, 24)});
    machine.slowAttention.insert("GPU-Card");
    const Verdict verdict = judge(machine, starter());
    QCOMPARE(verdict.kind, VerdictKind::ReadyWithLess);
    QCOMPARE(text(verdict),
             QString("Starter model (512) runs on your Card (compute capability 8.9) in bf16: all networks stay on the "
                     "card, about 495 MB of the 21.6 GB that are free. No fused attention works on it, so the flows "
                     "take several times longer and more memory."));
}

void TestCapability::refusesACardThatFailedItsTest() {
    Machine machine = machineWith({card("Card", 8, 9, 24)});
    machine.failedTests["GPU-Card"] = "product bf16: CUBLAS_STATUS_EXECUTION_FAILED";
    const Verdict verdict = judgeCard(machine, machine.probe.cards[0], starter());
    QCOMPARE(text(verdict),
             QString("Your Card (compute capability 8.9) failed a small test: product bf16: "
                     "CUBLAS_STATUS_EXECUTION_FAILED. | Restart the computer; if that does not help, install the "
                     "newest NVIDIA driver."));
}

void TestCapability::doublesTheNeed_inSinglePrecision() {
    const Machine machine = machineWith({card("Card", 8, 9, 24)});
    const Verdict verdict = judge(machine, trellis4B("512"), {DeviceWish::Use::Automatic, {}, {}, true});
    QCOMPARE(verdict.arithmetic, Arithmetic::Float32);
    QCOMPARE(text(verdict),
             QString("TRELLIS.2-4B (512) runs on your Card (compute capability 8.9) in single precision: all networks "
                     "stay on the card, about 20.7 GB of the 21.6 GB that are free."));
}

void TestCapability::explainsAKernelThatDied_data() {
    QTest::addColumn<TorchFacts>("torch");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("cause");
    QTest::newRow("no kernel image, and the list says why")
        << torch24() << "CUDA error: no kernel image is available for execution on the device"
        << "Your Card (compute capability 12.0) needs machine code for sm_120; LibTorch 2.4.0+cu118 holds sm_37 sm_50 "
           "sm_60 sm_70 sm_75 sm_80 sm_86 sm_90.";
    QTest::newRow("no kernel image all the same")
        << torch211() << "CUDA error: no kernel image is available for execution on the device"
        << "Your Card (compute capability 12.0) was given work for which LibTorch 2.11.0+cu130 holds no machine code "
           "for sm_120.";
    QTest::newRow("illegal access") << torch211() << "CUDA error: an illegal memory access was encountered"
                                    << "Your Card (compute capability 12.0) stopped in the middle of the work: a "
                                       "computation touched memory that is not its own.";
    QTest::newRow("hardware") << torch211() << "CUDA error: uncorrectable ECC error encountered"
                              << "Your Card (compute capability 12.0) reports a hardware error.";
    QTest::newRow("taken") << torch211() << "CUDA error: all CUDA-capable devices are busy or unavailable"
                           << "Your Card (compute capability 12.0) is in use by another program.";
    QTest::newRow("something else") << torch211() << "CUBLAS_STATUS_NOT_INITIALIZED"
                                    << "Your Card (compute capability 12.0) failed during the work.";
}

void TestCapability::explainsAKernelThatDied() {
    QFETCH(TorchFacts, torch);
    QFETCH(QString, words);
    const Machine machine = withTorch(machineWith({card("Card", 12, 0, 32)}), torch);
    const Obstacle obstacle = kernelFailure(machine, machine.probe.cards[0], words.toStdString());
    QTEST(QString::fromStdString(obstacle.cause), "cause");
    QVERIFY(!obstacle.remedy.empty());
}

QTEST_APPLESS_MAIN(TestCapability)
#include "tst_capability.moc"
